// What `protect()` says of a method that is not behind the authorizer. Whoever does what it says is let through: the advice is typed here.
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Stack } from 'aws-cdk-lib/core';
import { AsapAuthorizer } from '../../../../lib';
import { synthesise } from '../../templates';
import { oneService, surroundings } from '../../worlds';

const { NONE, IAM } = apigateway.AuthorizationType;

interface Team {
  readonly stack: Stack;
  readonly asap: AsapAuthorizer;
}

function team(): Team {
  const { stack, ...rest } = surroundings();
  return { stack, asap: new AsapAuthorizer(stack, 'Authorizer', { serviceName: 'media', callers: ['edge'], ...rest }) };
}

const api = ({ stack }: Team, props: apigateway.RestApiProps = {}) =>
  new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });

const withDefault = (team: Team, props: apigateway.RestApiProps = {}) =>
  api(team, { defaultMethodOptions: { authorizer: team.asap.requestAuthorizer }, ...props });

const PASS = 'pass `{ authorizer: asap.requestAuthorizer }` to `addMethod`, or as `defaultMethodOptions` to the RestApi. ';
const LEAVE = 'leave `authorizer` and `authorizationType` out of `addMethod`: the API’s default has them. ';
const PREFLIGHT = 'remove `defaultCorsPreflightOptions` and `addCorsPreflight`: ';

test.each<
  [mistake: string, open: (team: Team) => apigateway.RestApi, advice: string, follow: (team: Team) => apigateway.RestApi]
>([
  [
    'no method names the authorizer',
    (team) => added(api(team), {}),
    PASS,
    (team) => added(api(team), { authorizer: team.asap.requestAuthorizer }),
  ],
  [
    'no method names the authorizer, and the default would do',
    (team) => added(api(team), {}),
    PASS,
    (team) => added(withDefault(team), {}),
  ],
  [
    'one method does not name the authorizer',
    (team) => added(added(api(team), { authorizer: team.asap.requestAuthorizer }), {}, 'open'),
    PASS,
    (team) =>
      added(added(api(team), { authorizer: team.asap.requestAuthorizer }), { authorizer: team.asap.requestAuthorizer }, 'open'),
  ],
  [
    'one method is signed with IAM',
    (team) => added(added(api(team), { authorizer: team.asap.requestAuthorizer }), { authorizationType: IAM }, 'open'),
    PASS,
    (team) =>
      added(added(api(team), { authorizer: team.asap.requestAuthorizer }), { authorizer: team.asap.requestAuthorizer }, 'open'),
  ],
  [
    'one method says NONE where the default is the authorizer',
    (team) => added(added(withDefault(team), {}), { authorizationType: NONE }, 'open'),
    LEAVE,
    (team) => added(added(withDefault(team), {}), {}, 'open'),
  ],
  [
    'a CORS preflight',
    (team) => added(withDefault(team, { defaultCorsPreflightOptions: { allowOrigins: ['https://example.com'] } }), {}),
    PREFLIGHT,
    (team) => added(withDefault(team), {}),
  ],
])('%s: the advice is right', (_mistake, open, advice, follow) => {
  const wrong = team();
  wrong.asap.protect(open(wrong));
  const right = team();
  right.asap.protect(follow(right));

  expect(() => synthesise(wrong.stack)).toThrow(
    / has authorization "\w+"\n {2}expected {2}every method of this API behind the AsapAuthorizer Stack\/Authorizer \(called asap below\)\n {2}do {8}/,
  );
  expect(() => synthesise(wrong.stack)).toThrow(`do        ${advice}`);
  expect(() => synthesise(right.stack)).not.toThrow();
});

test('every method is named where no method names the authorizer', () => {
  const wrong = team();
  wrong.asap.protect(added(added(api(wrong), {}), {}, 'second'));

  for (const path of ['GET of Stack/Api/Default/first/GET', 'GET of Stack/Api/Default/second/GET'])
    expect(() => synthesise(wrong.stack)).toThrow(path);
});

test('an API without a method is told what to add, and not that references do not resolve', () => {
  const wrong = team();
  wrong.asap.protect(api(wrong));

  expect(() => synthesise(wrong.stack)).toThrow(
    'Stack/Api has no method\n  expected  a method behind the AsapAuthorizer Stack/Authorizer (called asap below)\n  do        pass ',
  );
});

test('an open method of a TenantService’s API is told to leave the authorization out', () => {
  const { stack, service } = oneService();
  added(service.api, { authorizationType: NONE });

  expect(() => synthesise(stack)).toThrow(`do        ${LEAVE}`);
});

function added(to: apigateway.RestApi, options: apigateway.MethodOptions, path = 'first'): apigateway.RestApi {
  to.root.addResource(path).addMethod('GET', new apigateway.MockIntegration(), options);
  return to;
}
