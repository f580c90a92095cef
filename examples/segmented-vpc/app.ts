// A network in segments, in an app that uses nothing else of the library. To run it, in the checkout:
//   npx cdk synth --quiet --app "node --require tsx/cjs examples/segmented-vpc/app.ts"
import { App, Validations } from 'aws-cdk-lib';
import { TenantIsolationChecks } from 'cdk-bulkhead';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { SegmentedVpcStack } from './stack';

const app = new App();
new SegmentedVpcStack(app, 'Orders');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TenantIsolationChecks());
