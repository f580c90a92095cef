// The whole stack as one snapshot. Update it after an intended change: npx jest -u
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { NotesStack } from '../lib/notes-stack';
import { stableTemplate } from './stable-template';

const code = Code.fromInline('exports.handler = async () => {};');

test('the template is the pinned one', () => {
  const stack = new NotesStack(new App(), 'Notes', { code });

  expect(stableTemplate(Template.fromStack(stack).toJSON())).toMatchSnapshot();
});

test('an account and a Region change nothing but their names, and need no look-up', () => {
  const app = new App();
  const stack = new NotesStack(app, 'Notes', {
    code,
    env: { account: '111122223333', region: 'eu-central-1' },
  });
  const anywhere = new NotesStack(new App(), 'Notes', { code });

  const ids = (of: NotesStack) =>
    Object.keys((stableTemplate(Template.fromStack(of).toJSON()) as { Resources: object }).Resources);
  expect(ids(stack)).toEqual(ids(anywhere));
  expect(app.synth().manifest.missing).toBeUndefined();
});
