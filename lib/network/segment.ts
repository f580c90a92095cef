// A part of the network with rules of its own: one block of addresses, one network ACL, the same subnet in every zone.

import { text } from '../common/forms';
import { needsForm, needsProperties } from '../common/properties';
import { SEGMENT_OPTIONS } from './properties';

/**
 * What a segment is for.
 */
export enum SegmentKind {
  /** Faces users or other networks. */
  EDGE = 'edge',

  /** Runs services. */
  SERVICE = 'service',

  /** Holds the interface endpoints to AWS services. Put nothing else there: whoever reaches the endpoints would reach it. */
  ENDPOINTS = 'endpoints',

  /** Holds data stores that live in a network. */
  DATA = 'data',

  /** Anything else. */
  CUSTOM = 'custom',
}

/**
 * Options of a `Segment`.
 */
export interface SegmentOptions {
  /**
   * Name of the segment: lower-case letters, digits and hyphens, beginning with a letter.
   *
   * @default - its kind
   */
  readonly segmentName?: string;

  /**
   * Prefix length of each of the segment's subnets, 18 to 28. The segment takes four such blocks, so that a third zone can be
   * added without moving anything.
   *
   * @default 24
   */
  readonly cidrMask?: number;
}

/**
 * A segment of a `SegmentedVpc`.
 */
export class Segment {
  /** A segment that faces users or other networks. It has no way to or from the internet of its own. */
  public static edge(options: SegmentOptions = {}): Segment {
    return new Segment(SegmentKind.EDGE, options);
  }

  /** A segment that runs services. */
  public static service(options: SegmentOptions = {}): Segment {
    return new Segment(SegmentKind.SERVICE, options);
  }

  /** The segment of the interface endpoints. A network has exactly one. */
  public static endpoints(options: SegmentOptions = {}): Segment {
    return new Segment(SegmentKind.ENDPOINTS, options);
  }

  /** A segment of data stores. */
  public static data(options: SegmentOptions = {}): Segment {
    return new Segment(SegmentKind.DATA, options);
  }

  /** A segment of any other kind, which needs a name. */
  public static custom(name: string, options: SegmentOptions = {}): Segment {
    needsForm('Segment.custom', 'name', name, text('orders'));
    needsProperties('Segment.custom', options, SEGMENT_OPTIONS);
    return new Segment(SegmentKind.CUSTOM, { ...options, segmentName: name });
  }

  /** What the segment is for. */
  public readonly kind: SegmentKind;

  /** Name of the segment. */
  public readonly segmentName: string;

  /** Prefix length of each subnet. */
  public readonly cidrMask: number;

  private constructor(kind: SegmentKind, options: SegmentOptions) {
    needsProperties(`Segment.${kind}`, options, SEGMENT_OPTIONS);
    this.kind = kind;
    this.segmentName = options.segmentName ?? kind;
    this.cidrMask = options.cidrMask ?? 24;
  }
}
