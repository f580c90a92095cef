// An app that is not built with this library. To see what the proof finds in it, in the checkout:
//   npx cdk synth --quiet --app "node --require tsx/cjs examples/foreign/vpc-with-nat-and-peering/app.ts"
//   node build/bin/cdk-bulkhead.js verify cdk.out
import { App } from 'aws-cdk-lib';
import { BillingStack } from './stack';

new BillingStack(new App(), 'Billing');
