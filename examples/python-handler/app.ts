// A service for tenants whose handler is in Python. To run it, in the checkout:
//   npx cdk synth --quiet --app "node --require tsx/cjs examples/python-handler/app.ts"
import { App, Validations } from 'aws-cdk-lib';
import { TenantIsolationChecks } from 'cdk-bulkhead';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { PythonNotesStack } from './stack';

const app = new App();
new PythonNotesStack(app, 'PythonNotes');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TenantIsolationChecks());
