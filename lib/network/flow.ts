// A declared way through the network. Network ACLs, security groups, routes to gateway endpoints and the table in the docs are all
// made of these and of nothing else: what no flow names is closed.

import { number, text } from '../common/forms';
import { needsForm } from '../common/properties';

/** The services that are reached through a gateway in the route table, under the names that flows give them. */
export const GATEWAY_DESTINATIONS = ['s3', 'dynamodb'] as const;
export type GatewayDestination = (typeof GATEWAY_DESTINATIONS)[number];

/**
 * The transport of a flow.
 */
export enum FlowProtocol {
  /** TCP. */
  TCP = 'tcp',

  /** UDP. */
  UDP = 'udp',
}

/**
 * One way through the network: who opens connections to whom, on which ports. Answers are implied.
 */
export class Flow {
  /**
   * Begins a flow: `Flow.between('service', 'data').tcp(5432)`. `source` opens the connections.
   *
   * @param source name of a segment
   * @param destination name of a segment, or `s3` or `dynamodb` for the gateway endpoint of that service
   */
  public static between(source: string, destination: string): FlowPorts {
    needsForm('Flow.between', 'source', source, text('service'));
    needsForm('Flow.between', 'destination', destination, text('data'));
    return FlowPorts._between(source, destination);
  }

  /** @internal */
  public static _of(source: string, destination: string, protocol: FlowProtocol, fromPort: number, toPort: number): Flow {
    return new Flow(source, destination, protocol, fromPort, toPort);
  }

  private constructor(
    /** Name of the segment that opens connections. */
    public readonly source: string,
    /** Name of the segment that answers, or `s3` or `dynamodb`. */
    public readonly destination: string,
    /** The transport. */
    public readonly protocol: FlowProtocol,
    /** First port of the range. */
    public readonly fromPort: number,
    /** Last port of the range. */
    public readonly toPort: number,
  ) {}

  /** @internal */
  public get _gateway(): GatewayDestination | undefined {
    return GATEWAY_DESTINATIONS.find((destination) => destination === this.destination);
  }

  /** The flow in words, `service → data tcp 5432`. */
  public toString(): string {
    const ports = this.fromPort === this.toPort ? `${this.fromPort}` : `${this.fromPort}-${this.toPort}`;
    return `${this.source} → ${this.destination} ${this.protocol} ${ports}`;
  }
}

/**
 * The second half of `Flow.between(…)`: on which ports.
 */
export class FlowPorts {
  /** @internal */
  public static _between(source: string, destination: string): FlowPorts {
    return new FlowPorts(source, destination);
  }

  private constructor(
    private readonly source: string,
    private readonly destination: string,
  ) {}

  /** TCP, one port. */
  public tcp(port: number): Flow {
    return this.tcpRange(port, port);
  }

  /** TCP, a range of ports, both ends included. */
  public tcpRange(fromPort: number, toPort: number): Flow {
    return this.flow(FlowProtocol.TCP, fromPort, toPort);
  }

  /** UDP, one port. */
  public udp(port: number): Flow {
    return this.udpRange(port, port);
  }

  /** UDP, a range of ports, both ends included. */
  public udpRange(fromPort: number, toPort: number): Flow {
    return this.flow(FlowProtocol.UDP, fromPort, toPort);
  }

  private flow(protocol: FlowProtocol, fromPort: number, toPort: number): Flow {
    const where = `Flow.between('${this.source}', '${this.destination}').${protocol}`;
    needsForm(where, fromPort === toPort ? 'port' : 'fromPort', fromPort, number(443));
    needsForm(where, 'toPort', toPort, number(443));
    return Flow._of(this.source, this.destination, protocol, fromPort, toPort);
  }
}
