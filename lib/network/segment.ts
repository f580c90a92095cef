// A part of the network with its own rules: one block of addresses, one network ACL, and a subnet of the same size in every zone.

import { text } from '../common/forms';
import { needsForm, needsProperties } from '../common/properties';
import { SEGMENT_OPTIONS } from './properties';

/**
 * What a segment is for.
 */
export enum SegmentKind {
  /** Receives requests of users or of other networks. */
  EDGE = 'edge',

  /** Runs services. */
  SERVICE = 'service',

  /** Holds the interface endpoints to AWS services. Put nothing else there: every segment that reaches the endpoints would reach it too. */
  ENDPOINTS = 'endpoints',

  /** Holds data stores that run in a VPC. */
  DATA = 'data',

  /** Anything else. */
  CUSTOM = 'custom',
}

/**
 * Options of a `Segment`.
 */
export interface SegmentOptions {
  /**
   * Name of the segment: at most 30 lower-case letters, digits and hyphens, beginning with a letter.
   *
   * @default - its kind
   */
  readonly segmentName?: string;

  /**
   * Prefix length of each subnet of the segment, 18 to 28. The segment reserves four such blocks. If you add a third zone, no other
   * block moves.
   *
   * @default 24
   */
  readonly cidrMask?: number;
}

/**
 * A segment of a `SegmentedVpc`.
 */
export class Segment {
  /** A segment that receives requests of users or of other networks. It has no route to or from the internet. */
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

  /** A segment of any other kind. It needs a name. */
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
