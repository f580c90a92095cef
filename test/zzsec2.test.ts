import * as iam from 'aws-cdk-lib/aws-iam';
import { ActionCatalogue } from '../lib/proof/actions';
import { Evidence } from '../lib/proof/evidence';
import { runRules } from '../lib/proof/rules';
import { TemplateSet } from '../lib/proof/template';
import { TenantDataRoleClass } from '../lib';
import { newStack, synthesise } from './lib/templates';
import { oneService } from './lib/worlds';
const catalogue = new ActionCatalogue();
const A: Record<string, [string[], string[]][]> = {
  none: [],
  startAwsBackup: [[['dynamodb:StartAwsBackupJob', 'dynamodb:RestoreTableFromAwsBackup'], ['*']]],
  backupSvc: [[['backup:StartBackupJob', 'backup:StartRestoreJob', 'iam:PassRole'], ['*']]],
  restoreFromBackup: [[['dynamodb:RestoreTableFromBackup', 'dynamodb:ListBackups'], ['*']]],
  insights: [[['dynamodb:UpdateContributorInsights', 'cloudwatch:GetInsightRuleReport', 'cloudwatch:DescribeInsightRules'], ['*']]],
  pitrOff: [[['dynamodb:UpdateContinuousBackups'], ['*']]],
  associate: [[['dynamodb:AssociateTableReplica', 'dynamodb:CreateTable'], ['*']]],
  createBackup: [[['dynamodb:CreateBackup'], ['*']]],
  pitr: [[['dynamodb:RestoreTableToPointInTime'], ['*']]],
  createRoleAtPath: [[['iam:CreateRole', 'iam:PutRolePolicy'], ['arn:aws:iam::*:role/bulkhead/restore/*']]],
  createRoleElsewhere: [[['iam:CreateRole', 'iam:PutRolePolicy'], ['arn:aws:iam::*:role/dev/*']]],
  createRoleNoPolicyPath: [[['iam:CreateRole'], ['arn:aws:iam::*:role/bulkhead/restore/*']]],
  replaceBroker: [[['lambda:DeleteFunction', 'lambda:CreateFunction', 'iam:PassRole'], ['*']]],
  replaceBrokerUpd: [[['lambda:UpdateFunctionCode'], ['*']]],
  passOnly: [[['lambda:CreateFunction', 'iam:PassRole'], ['*']]],
};
test('x', () => {
  const out: any = {};
  for (const classes of [[], [TenantDataRoleClass.RESTORE, TenantDataRoleClass.BROKER]]) {
    let base: Set<string> = new Set();
    for (const [name, grants] of Object.entries(A)) {
      const stack = newStack();
      oneService({ tenantDataRoles: classes }, {}, stack);
      const role = new iam.Role(stack, 'Dev', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
      for (const [actions, resources] of grants) role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
      const template = synthesise(stack) as any;
      const ev = new Evidence(new TemplateSet([{ stackName: 'App', template }] as any), catalogue);
      const { findings } = runRules(ev, {});
      const key = (f: any) => `${f.rule} ${f.severity} ${f.resource}`;
      const here = findings.map((f: any) => `${f.rule ?? f.ruleId} ${f.severity} ${f.resource} :: ${String(f.message).slice(0, 300)}`);
      if (name === 'none') { base = new Set(here); out[`${classes}:none`] = here.length; continue; }
      out[`${classes}:${name}`] = here.filter((h: string) => !base.has(h));
      const cells = ev.matrix.cells.filter(({ identity }: any) => identity.name.includes('Dev'));
      out[`${classes}:${name}`].push('cells ' + [...new Set(cells.map((c: any) => c.action + ' ' + c.effect + ' ' + c.data.id))].join('; '));
    }
  }
  console.log(JSON.stringify(out, null, 1));
});
