// CDK's own CloudFormation validation costs seconds a process: it runs once, in the validated synth, and not in unit tests.
process.env.CDK_VALIDATION ??= 'false';
