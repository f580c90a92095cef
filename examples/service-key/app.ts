// A key of one service's own, in an app that uses nothing else of the library. To run it, in the checkout:
//   npx cdk synth --quiet --app "node --require tsx/cjs examples/service-key/app.ts"
import { App, Validations } from 'aws-cdk-lib';
import { TenantIsolationChecks } from 'cdk-bulkhead';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ServiceKeyStack } from './stack';

const app = new App();
new ServiceKeyStack(app, 'Receipts');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TenantIsolationChecks());
