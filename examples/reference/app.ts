// The reference app: `edge` may call `issues`, `issues` may call `media`, `reporting` is on nobody's list.
import { type App, type Environment, Tags } from 'aws-cdk-lib';
import { AccountStack } from './stacks/account';
import { CallerStack } from './stacks/caller';
import { FoundationStack } from './stacks/foundation';
import { NetworkStack } from './stacks/network';
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
  const { breakGlass } = account;
  const network = new NetworkStack(app, 'BulkheadNetwork', { env, breakGlass });
  const foundation = new FoundationStack(app, 'BulkheadFoundation', { env, network: network.network, breakGlass });
  const common = { env, network: network.network, foundation, breakGlass };
  const media = new ServiceStack(app, 'BulkheadMedia', { ...common, serviceName: 'media', callers: ['issues'] });
  const issues = new ServiceStack(app, 'BulkheadIssues', {
    ...common,
    serviceName: 'issues',
    callers: issuesCallers,
    environment: { MEDIA_URL: media.service.url },
  });
  for (const service of [media, issues]) service.addStackDependency(account);
  const identities = callers.map(
    (issuer) =>
      new CallerStack(app, `Bulkhead${issuer[0]?.toUpperCase()}${issuer.slice(1)}`, {
        ...common,
        issuer,
        // One signs; the demo rotates to the other.
        ...(issuer === 'edge' && { keys: ['k1', 'k2'] }),
        withdrawn: withdrawn.includes(issuer),
      }),
  );
  Tags.of(app).add('application', 'bulkhead-reference');
  return { account, network, foundation, media, issues, identities };
}
