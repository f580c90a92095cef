// The CDK app of cdk.json: the reference app in its AWS form, or, with the context `bulkhead:local-endpoint`, in its local form.
//   npx cdk synth
//   npx cdk synth -c bulkhead:issues-callers=edge,reporting
import { App, Validations } from 'aws-cdk-lib';
import { buildReference } from '../examples/reference/app';
import { registerPacks } from '../examples/reference/compliance';
import { LocalCloud, TenantIsolationChecks } from '../lib';

const app = new App();
const list = (name: string): string[] | undefined => (app.node.tryGetContext(name) as string | undefined)?.split(',');
const endpoint = app.node.tryGetContext('bulkhead:local-endpoint') as string | undefined;

buildReference(app, {
  ...(process.env.CDK_DEFAULT_ACCOUNT && {
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  }),
  issuesCallers: list('bulkhead:issues-callers'),
  callers: list('bulkhead:callers'),
  withdrawn: list('bulkhead:withdrawn'),
});
Validations.of(app).acknowledge({
  id: 'cdk-bulkhead:no-reserved-concurrency',
  reason: 'a new account may have a quota of 10 executions, and then no function can reserve any',
});
// The product is judged, which is the AWS form.
if (endpoint === undefined) {
  registerPacks(app);
  Validations.of(app).addPlugins(new TenantIsolationChecks());
}
if (endpoint !== undefined) LocalCloud.applyTo(app, { endpoint });
