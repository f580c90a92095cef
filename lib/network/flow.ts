// An allowed connection in the network. Network ACLs, security groups, routes to gateway endpoints and the table in the docs follow from
// flows alone: what no flow names is closed.

import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ExplainedError } from '../../contract';
import { object, text } from '../common/forms';
import { needsForm } from '../common/properties';

/** The services with gateway endpoints, under the names that flows give them. */
export const GATEWAY_DESTINATIONS = ['s3', 'dynamodb'] as const;
export type GatewayDestination = (typeof GATEWAY_DESTINATIONS)[number];

const PORT = object('a Port of aws-cdk-lib/aws-ec2', ['toRuleJson'], 'ec2.Port.tcp(443)');

/** Ports of one protocol. The range includes both its ends. */
export interface PortRange {
  readonly protocol: 'tcp' | 'udp';
  readonly fromPort: number;
  readonly toPort: number;
}

/**
 * One allowed connection: from which segment, to which destination, and on which ports. The flow also allows the answers.
 */
export class Flow {
  /**
   * Declares a flow: `Flow.between('service', 'data', ec2.Port.tcp(5432))`. `source` opens the connections.
   *
   * Throws for a protocol other than TCP and UDP, and for ports that are not literal. A `SegmentedVpc` throws for a segment that it does
   * not have.
   *
   * @param source name of a segment
   * @param destination name of a segment, or `s3` or `dynamodb` for the endpoint of that service
   * @param port TCP or UDP, one port or a range. A flow to `s3` or `dynamodb` must have `ec2.Port.tcp(443)`.
   */
  public static between(source: string, destination: string, port: ec2.Port): Flow {
    needsForm('Flow.between', 'source', source, text('service'));
    needsForm('Flow.between', 'destination', destination, text('data'));
    needsForm('Flow.between', 'port', port, PORT);
    return new Flow(source, destination, port, rangeOf(source, destination, port));
  }

  /** @internal The ports, read once. */
  public readonly _range: PortRange;

  private constructor(
    /** Name of the segment that opens connections. */
    public readonly source: string,
    /** Name of the segment that answers, or `s3` or `dynamodb`. */
    public readonly destination: string,
    /** Protocol and ports. */
    public readonly port: ec2.Port,
    range: PortRange,
  ) {
    this._range = range;
  }

  /** @internal */
  public get _gateway(): GatewayDestination | undefined {
    return GATEWAY_DESTINATIONS.find((destination) => destination === this.destination);
  }

  /** The flow in words, `service → data tcp 5432`. */
  public toString(): string {
    const { protocol, fromPort, toPort } = this._range;
    return `${this.source} → ${this.destination} ${protocol} ${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
  }
}

function rangeOf(source: string, destination: string, port: ec2.Port): PortRange {
  const { ipProtocol, fromPort, toPort } = port.toRuleJson();
  const isPort = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535;
  if ((ipProtocol === 'tcp' || ipProtocol === 'udp') && isPort(fromPort) && isPort(toPort) && fromPort <= toPort)
    return { protocol: ipProtocol, fromPort, toPort };
  throw new ExplainedError(
    `Flow.between: port of ${source} → ${destination} is ${ipProtocol} from ${fromPort} to ${toPort}`,
    'TCP or UDP, and literal ports from 0 to 65535, the lower port first',
    'write ec2.Port.tcp(443), or tcpRange, udp or udpRange',
  );
}
