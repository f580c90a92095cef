// CDK's own CloudFormation validation costs seconds a process: it runs once, in the validated synth, and not in unit tests.
process.env.CDK_VALIDATION ??= 'false';
// CDK notes for each construct where it was made. jest asks for a hundred lines each time, and maps every one of them.
Error.stackTraceLimit = 10;
