// A whole service for tenants in a network of its own. To run it, in the checkout:
//   npx cdk synth --quiet --app "node --require tsx/cjs examples/tenant-service/app.ts"
import { App, Validations } from 'aws-cdk-lib';
import { TenantIsolationChecks } from 'cdk-bulkhead';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { NotesStack } from './stack';

const app = new App();
new NotesStack(app, 'Notes');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TenantIsolationChecks());
