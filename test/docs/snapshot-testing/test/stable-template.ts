// The part of a template that changes only when the infrastructure does.

interface Template {
  readonly [section: string]: unknown;
}

/**
 * A copy of the template without these parts:
 * - the bootstrap version, which belongs to CDK;
 * - the hashes that name assets, which change with every bundle;
 * - the tails of the ids of API deployments and of `currentVersion`, which are hashes of what they deploy.
 */
export function stableTemplate({ Parameters, Rules, ...template }: Template): Template {
  const { BootstrapVersion: _bootstrapVersion, ...parameters } = (Parameters ?? {}) as Template;
  const { CheckBootstrapVersion: _checkBootstrapVersion, ...rules } = (Rules ?? {}) as Template;
  const text = JSON.stringify({
    ...template,
    ...(Object.keys(parameters).length > 0 && { Parameters: parameters }),
    ...(Object.keys(rules).length > 0 && { Rules: rules }),
  })
    .replace(/[0-9a-f]{64}/g, '<asset>')
    .replace(/((?:Deployment|CurrentVersion)[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>');
  return JSON.parse(text) as Template;
}
