import { close, type SecurityGroupPorts } from '../../../../lambda/functions/default-security-group/close';

/** A security group in memory; `sticky` rules come back at once. */
function group(rules: { ingress: string[]; egress: string[] }, sticky: string[] = []) {
  const held = { ingress: [...rules.ingress], egress: [...rules.egress] };
  const calls: string[] = [];
  const revoke = (direction: 'ingress' | 'egress') => async (groupId: string, revoked: readonly string[]) => {
    calls.push(`${direction} ${groupId} ${revoked.join(' ')}`);
    held[direction] = held[direction].filter((rule) => !revoked.includes(rule) || sticky.includes(rule));
  };
  const ports: SecurityGroupPorts<string> = {
    rules: async () => ({ ingress: [...held.ingress], egress: [...held.egress] }),
    revokeIngress: revoke('ingress'),
    revokeEgress: revoke('egress'),
  };
  return { held, calls, ports };
}

const properties = { DefaultSecurityGroupId: 'sg-1' };

test.each(['Create', 'Update'] as const)('%s takes every rule out of the group, in both directions', async (type) => {
  const { held, calls, ports } = group({ ingress: ['self', 'added by hand'], egress: ['everybody'] });

  await expect(close({ type, properties }, ports)).resolves.toEqual({ physicalId: 'sg-1' });

  expect(held).toEqual({ ingress: [], egress: [] });
  expect(calls).toEqual(['ingress sg-1 self added by hand', 'egress sg-1 everybody']);
});

test('revokes nothing where there is nothing: EC2 refuses an empty list', async () => {
  const { calls, ports } = group({ ingress: [], egress: [] });

  await close({ type: 'Create', properties }, ports);

  expect(calls).toEqual([]);
});

test('fails if a rule is still there afterwards', async () => {
  const { ports } = group({ ingress: ['self'], egress: [] }, ['self']);

  await expect(close({ type: 'Create', properties }, ports, async () => {})).rejects.toThrow(
    'security group sg-1 still has 1 ingress and 0 egress rules',
  );
});

test('Delete leaves the group closed: it goes with its VPC', async () => {
  const { calls, ports } = group({ ingress: ['self'], egress: ['everybody'] });

  await expect(close({ type: 'Delete', properties }, ports)).resolves.toEqual({ physicalId: 'sg-1' });

  expect(calls).toEqual([]);
});

test.each([undefined, '', 7])('refuses %p in place of a group id', async (id) => {
  const { ports } = group({ ingress: [], egress: [] });

  await expect(close({ type: 'Create', properties: { DefaultSecurityGroupId: id } }, ports)).rejects.toThrow(
    'expected  the id of a security group',
  );
});

test('waits while EC2 still shows what was revoked', async () => {
  const { ports } = group({ ingress: ['self'], egress: [] });
  const answers = [['self'], ['self'], ['self'], []];
  let waited = 0;
  const stale = { ...ports, rules: async () => ({ ingress: answers.shift() ?? [], egress: [] }) };

  await close({ type: 'Create', properties }, stale, async (milliseconds) => {
    waited += milliseconds;
  });

  expect(waited).toBe(4000);
});
