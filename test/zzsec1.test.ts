import * as iam from 'aws-cdk-lib/aws-iam';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ActionCatalogue } from '../lib/proof/actions';
import { Evidence } from '../lib/proof/evidence';
import { runRules } from '../lib/proof/rules';
import { TemplateSet } from '../lib/proof/template';
import { SegmentedVpc, TenantDataRoleClass } from '../lib';
import { newStack, synthesise } from './lib/templates';
import { oneService } from './lib/worlds';
const catalogue = new ActionCatalogue();
function refs(v: any, out: Set<string>) {
  if (Array.isArray(v)) v.forEach((x) => refs(x, out));
  else if (v && typeof v === 'object') {
    if (typeof v.Ref === 'string') out.add(v.Ref);
    if (v['Fn::GetAtt']) out.add([v['Fn::GetAtt']].flat()[0].split('.')[0]);
    if (v['Fn::Sub']) { const s = Array.isArray(v['Fn::Sub']) ? v['Fn::Sub'][0] : v['Fn::Sub']; for (const m of s.matchAll(/\$\{([A-Za-z0-9]+)/g)) out.add(m[1]); }
    Object.values(v).forEach((x) => refs(x, out));
  }
}
function cycle(t: any): string[] | undefined {
  const g: Record<string, string[]> = {};
  for (const [id, r] of Object.entries<any>(t.Resources)) { const s = new Set<string>(); refs(r.Properties, s); [r.DependsOn ?? []].flat().forEach((d: string) => s.add(d)); g[id] = [...s].filter((x) => t.Resources[x]); }
  const state: Record<string, number> = {}; const stack: string[] = [];
  const visit = (n: string): string[] | undefined => { state[n] = 1; stack.push(n); for (const m of g[n]) { if (state[m] === 1) return [...stack.slice(stack.indexOf(m)), m]; if (!state[m]) { const c = visit(m); if (c) return c; } } stack.pop(); state[n] = 2; };
  for (const n of Object.keys(g)) if (!state[n]) { const c = visit(n); if (c) return c; }
}
test('x', () => {
  const out: any = {};
  for (const [name, roleOf, on] of [
    ['broker', (s: any) => s.service.sessionBroker.function.role, null],
    ['commands', (s: any) => s.tenants.commandsFunction.role, null],
  ] as any) {
    for (const variant of ['createDelete', 'create']) {
      const stack = newStack();
      const s = oneService({ tenantDataRoles: [TenantDataRoleClass.RESTORE] }, {}, stack);
      const role = new iam.Role(stack, 'Dev', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
      const cfnRole = stack.node.findAll().find((c: any) => c.cfnResourceType === 'AWS::IAM::Role' && (name === 'broker' ? /Sessions\/Broker/ : /Commands/).test(c.node.path)) as any;
      const cfnFn = stack.node.findAll().find((c: any) => c.cfnResourceType === 'AWS::Lambda::Function' && (name === 'broker' ? /Sessions\/Broker/ : /Commands/).test(c.node.path)) as any;
      role.addToPolicy(new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: [cfnRole.attrArn] }));
      role.addToPolicy(new iam.PolicyStatement({ actions: variant === 'create' ? ['lambda:CreateFunction'] : ['lambda:CreateFunction', 'lambda:DeleteFunction'], resources: ['*'] }));
      const ev = new Evidence(new TemplateSet([{ stackName: 'App', template: synthesise(stack) }] as any), catalogue);
      out[`${name} ${variant}`] = [cfnRole.node.path, cfnFn.node.path, runRules(ev, {}).findings.map((f: any) => `${f.severity} ${f.resource} ${f.message}`.slice(0, 200)).filter((m: string) => m.includes('Dev'))];
    }
  }
  { const stack = newStack(); oneService({ tenantDataRoles: Object.values(TenantDataRoleClass) as any }, {}, stack); const t = synthesise(stack); out.cycle1 = cycle(t) ?? 'none';
    const fns = Object.entries<any>(t.Resources).filter(([, r]: any) => r.Type === 'AWS::Lambda::Function' && r.Properties.FunctionName); out.named = fns.map(([i]) => i); out.roles = Object.entries<any>(t.Resources).filter(([,r]:any)=>r.Type==='AWS::IAM::Role'&&r.Properties.RoleName).map(([i])=>i);
    out.table = Object.entries<any>(t.Resources).filter(([,r]:any)=>r.Type==='AWS::DynamoDB::Table').map(([i,r]:any)=>[i, r.DeletionPolicy, r.Properties.ResourcePolicy.PolicyDocument.Statement.slice(-1)]);
  }
  { const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } } as any); const network = new SegmentedVpc(stack, 'Net', {} as any); oneService({ network, tenantSessionsOnlyFromVpcs: [network.vpc ?? (network as any)] } as any, {}, stack); out.cycle2 = cycle(synthesise(stack)) ?? 'none'; }
  console.log(JSON.stringify(out, null, 1));
});
