// Authorizers with `context.…` among their identity sources. The emulator treats these as missing, and answers 401. Without them the cache
// must be off, because the answers depend on them.
import { type Definition, LOCAL_CHANGE, type Rewritten } from './definition';

export function localAuthorizer(definition: Definition): Rewritten {
  const { IdentitySource: source, ...rest } = definition.Properties ?? {};
  if (definition.Type !== 'AWS::ApiGateway::Authorizer' || typeof source !== 'string') return { definition, changes: [] };
  const sources = source.split(',');
  const held = sources.filter((one) => !one.trim().startsWith('context.'));
  if (held.length === sources.length) return { definition, changes: [] };
  return {
    definition: {
      ...definition,
      Properties: {
        ...rest,
        ...(held.length > 0 && { IdentitySource: held.join(',') }),
        AuthorizerResultTtlInSeconds: 0,
      },
    },
    changes: [
      {
        id: LOCAL_CHANGE,
        text: 'identity sources context.* left out, and the authorizer’s cache switched off: the local AWS treats these sources as missing',
      },
    ],
  };
}
