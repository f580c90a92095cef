// A user's app.
import { App } from 'aws-cdk-lib';
import { issuesStack } from './stack';

const app = new App({ outdir: 'cdk.out' });
issuesStack(app);
app.synth();
