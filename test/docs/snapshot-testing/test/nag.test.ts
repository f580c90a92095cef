// What cdk-nag says about the stack, without a synthesis: a few hundredths of a second for each pack.
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { NotesStack } from '../lib/notes-stack';

const code = Code.fromInline('exports.handler = async () => {};');
const packsFor = (app: App): NagPack[] => [new AwsSolutionsChecks(app), new ServerlessChecks(app)];

/** `rule path` for each finding that nobody acknowledged. */
function findings(app: App, stack: Stack): string[] {
  return packsFor(app).flatMap((pack) =>
    (pack.validateScope(stack).violations ?? []).flatMap(({ ruleName, violatingResources = [] }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
}

test('finds nothing', () => {
  const app = new App();

  expect(findings(app, new NotesStack(app, 'Notes', { code }))).toEqual([]);
});

test('really looks: it finds a bucket without any setting', () => {
  const app = new App();
  const stack = new Stack(app, 'Canary');
  new s3.Bucket(stack, 'Bucket');

  expect(findings(app, stack)).toEqual([
    'AwsSolutions-S1 Canary/Bucket/Resource',
    'AwsSolutions-S10 Canary/Bucket/Resource',
  ]);
});

test('each acknowledgement is still needed', () => {
  // Records the acknowledgements instead of making them. The packs then find what each one would cover.
  const made: { id: string; path: string }[] = [];
  const spy = jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (
    this: Validations,
    ...given
  ) {
    const { scope } = this as unknown as { scope: Stack };
    made.push(...given.map(({ id }) => ({ id, path: scope.node.path })));
  });
  const app = new App();
  const found = findings(app, new NotesStack(app, 'Notes', { code }));
  spy.mockRestore();

  const judged = made.filter(({ id }) => /^(AwsSolutions|Serverless)-/.test(id));
  expect(
    judged.filter(({ id, path }) => !found.some((finding) => finding.startsWith(`${id} ${path}`))),
  ).toEqual([]);
});
