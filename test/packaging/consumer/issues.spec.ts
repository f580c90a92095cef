// A user's snapshot test.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { issuesStack } from './stack';

test('the stack is what it was', () => {
  expect(Template.fromStack(issuesStack(new App())).toJSON()).toMatchSnapshot();
});
