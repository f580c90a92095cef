// The flow table of docs/network.md: who reaches whom in the reference network, read from its template.
import { synthesiseReference } from '../examples/reference-templates';
import {
  addressIn,
  blockedBy,
  type Destination,
  type Layer,
  type Network,
  networkOf,
  type Protocol,
  type Source,
} from '../lib/network/template-network';
import type { Template } from '../lib/templates';

export function flowTable(): string {
  const net = networkOf(synthesiseReference().templates.BulkheadNetwork as Template);
  const rows = net.segments.flatMap((segment) => {
    const from: Source = { segment, address: addressIn(segment.blocks[0] ?? '') };
    return destinations(net).map(({ name, ...to }) => {
      const open = (['tcp', 'udp'] as const).flatMap((protocol) => openRanges(net, from, to, protocol));
      const closed = open.length === 0 ? closedBy(net, from, to).join(', ') : '';
      return `| ${segment.name} | ${name} | ${open.join(', ')} | ${closed} |`;
    });
  });
  return ['| from | to | open | closed on every port by |', '|---|---|---|---|', ...rows].join('\n');
}

const destinations = (net: Network): (Destination & { readonly name: string })[] => [
  ...net.segments.map((segment) => ({ name: segment.name, segment, address: addressIn(segment.blocks[1] ?? '') })),
  { name: 'S3', service: 's3', address: '52.218.0.9' },
  { name: 'DynamoDB', service: 'dynamodb', address: '52.94.5.4' },
  { name: 'the internet', address: '198.51.100.7' },
];

/** Answers change only where a rule begins or ends: one port of each stretch in between stands for all of it. */
function openRanges(net: Network, from: Source, to: Destination, protocol: Protocol): string[] {
  const rules = [from.segment, ...(to.segment ? [to.segment] : [])].flatMap(({ acl, groups }) => [
    ...acl,
    ...groups.flatMap(({ ingress, egress }) => [...ingress, ...egress]),
  ]);
  const starts = [...new Set([0, 1024, ...rules.flatMap((rule) => [rule.from, rule.to + 1])])]
    .filter((port) => port <= 65_535)
    .sort((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const [index, first] of starts.entries()) {
    if (blockedBy(net, from, to, protocol, first).length > 0) continue;
    const last = (starts[index + 1] ?? 65_536) - 1;
    const before = ranges.at(-1);
    if (before?.[1] === first - 1) before[1] = last;
    else ranges.push([first, last]);
  }
  return ranges.map(([first, last]) => `${protocol} ${first === last ? first : `${first}–${last}`}`);
}

/** The layers that alone would close every port. */
function closedBy(net: Network, from: Source, to: Destination): Layer[] {
  const probes = [22, 443, 1024, 5432, 65_535];
  const always = probes.map((port) => blockedBy(net, from, to, 'tcp', port));
  return (['security group', 'network ACL', 'route'] as const).filter((layer) =>
    always.every((layers) => layers.includes(layer)),
  );
}
