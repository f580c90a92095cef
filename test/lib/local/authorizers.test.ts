import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LocalCloud } from '../../../lib';
import { newStack, only, synthesise } from '../templates';
import { oneService } from '../worlds';
import { ENDPOINT } from './local-form';

describe('an authorizer', () => {
  const HEADERS = 'method.request.header.Authorization,method.request.header.X-Tenant-Id';

  /** As `AsapAuthorizer` makes one, or anybody: with these sources, and answers kept for a minute. */
  function authorizer(identitySource?: string) {
    const stack = newStack();
    const props = { name: 'Authorizer', restApiId: 'api', type: 'REQUEST', authorizerResultTtlInSeconds: 60, identitySource };
    new apigateway.CfnAuthorizer(stack, 'Authorizer', props);
    const { changes } = LocalCloud.applyTo(stack.node.root, { endpoint: ENDPOINT });
    const { IdentitySource, AuthorizerResultTtlInSeconds } = only(synthesise(stack), 'AWS::ApiGateway::Authorizer').Properties;
    return { changes, IdentitySource, AuthorizerResultTtlInSeconds };
  }

  test('with sources in the context is left those that the emulator knows, and keeps no answer', () => {
    expect(authorizer(`${HEADERS},context.httpMethod,context.resourcePath`)).toEqual({
      IdentitySource: HEADERS,
      AuthorizerResultTtlInSeconds: 0,
      changes: [
        {
          path: 'Stack/Authorizer',
          change:
            'identity sources context.* left out, and the authorizer’s cache switched off: the local AWS treats these sources as missing',
        },
      ],
    });
  });

  test('with such sources alone is left none', () => {
    expect(authorizer('context.httpMethod, context.resourcePath')).toMatchObject({
      IdentitySource: undefined,
      AuthorizerResultTtlInSeconds: 0,
    });
  });

  test.each([HEADERS, undefined])('with the sources %s stays as it is', (sources) => {
    expect(authorizer(sources)).toEqual({ IdentitySource: sources, AuthorizerResultTtlInSeconds: 60, changes: [] });
  });

  test('with rules for single methods is rewritten', () => {
    const { stack, service } = oneService();
    service.authorizer.allow('ANY', '/{proxy+}', ['issues']);
    LocalCloud.applyTo(stack.node.root, { endpoint: ENDPOINT });

    expect(only(synthesise(stack), 'AWS::ApiGateway::Authorizer').Properties).toMatchObject({
      IdentitySource: HEADERS,
      AuthorizerResultTtlInSeconds: 0,
    });
  });
});
