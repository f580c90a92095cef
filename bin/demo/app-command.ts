// The command line of the CDK app, on this process's own Node.
export const APP_COMMAND = `"${process.execPath}" --require tsx/cjs bin/app.ts`;
