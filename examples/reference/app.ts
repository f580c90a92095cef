// The reference app: `edge` may call `issues`, `issues` may call `media`, `reporting` is on nobody's list.
import { type App, type Environment, Tags } from 'aws-cdk-lib';
import { AccountStack } from './stacks/account';
import { CallerStack } from './stacks/caller';
import { FoundationStack } from './stacks/foundation';
import { ServiceStack } from './stacks/service';

export interface ReferenceOptions {
  /** @default - region-agnostic stacks */
  readonly env?: Environment;
  /** Issuers that may call `issues`. @default ['edge'] */
  readonly issuesCallers?: string[];
  /** Callers without a service of their own. @default ['edge', 'reporting'] */
  readonly callers?: string[];
  /** Callers whose public key is taken out of the repository. @default - none */
  readonly withdrawn?: string[];
}

/** Builds the stacks into `app` and returns them in the order in which they are deployed. */
export function buildReference(app: App, options: ReferenceOptions = {}) {
  const { env, issuesCallers = ['edge'], callers = ['edge', 'reporting'], withdrawn = [] } = options;
  const account = new AccountStack(app, 'BulkheadAccount', { env });
  const foundation = new FoundationStack(app, 'BulkheadFoundation', { env });
  const media = new ServiceStack(app, 'BulkheadMedia', { env, serviceName: 'media', callers: ['issues'], foundation });
  const issues = new ServiceStack(app, 'BulkheadIssues', {
    env,
    serviceName: 'issues',
    callers: issuesCallers,
    foundation,
    environment: { MEDIA_URL: media.service.url },
  });
  for (const service of [media, issues]) service.addStackDependency(account);
  const identities = callers.map(
    (issuer) =>
      new CallerStack(app, `Bulkhead${issuer[0]?.toUpperCase()}${issuer.slice(1)}`, {
        env,
        issuer,
        foundation,
        withdrawn: withdrawn.includes(issuer),
      }),
  );
  Tags.of(app).add('application', 'bulkhead-reference');
  return { account, foundation, media, issues, identities };
}
