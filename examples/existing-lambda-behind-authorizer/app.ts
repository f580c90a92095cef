// An existing function and REST API, put behind `AsapAuthorizer`. To run it, in the checkout:
//   npx cdk synth --quiet --app "node --require tsx/cjs examples/existing-lambda-behind-authorizer/app.ts"
import { App, Validations } from 'aws-cdk-lib';
import { TenantIsolationChecks } from 'cdk-bulkhead';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { InvoicesStack } from './stack';

const app = new App();
new InvoicesStack(app, 'Invoices');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TenantIsolationChecks());
