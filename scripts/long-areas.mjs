// The areas of the long suite: folders whose tests run a share of what they could (test/effort.ts), and what is whole there.
export const LONG_AREAS = {
  asap: {
    paths: ['test/lambda/runtime/asap', 'test/bin/cli/asap'],
    holds: '100,000 changed tokens; the verifier without each of its checks; the command compared with the verifier 10,000 times',
  },
  requests: {
    paths: ['test/lambda/runtime/request-guard', 'test/lambda/functions/authorizer'],
    holds: '10,000 interleavings of two tenants in one process',
  },
  iam: {
    paths: ['test/lib/proof/iam', 'test/lib/proof/access'],
    holds:
      '100,002 random scenarios, compared with a second evaluator; 20,000 policies with a part that only the deployment decides',
  },
  rules: {
    paths: ['test/lib/proof/rules'],
    holds:
      'each planted template without account and Region; each rule of a network made wider or removed; 14,000 hostile templates',
  },
  network: {
    paths: ['test/lib/network', 'test/lib/proof/reachability'],
    holds: 'generated flows: 100 networks compared with their declaration, 60 with a second evaluator',
  },
  service: { paths: ['test/lib/service'], holds: 'each way in which an app may set its API Gateway account' },
  examples: { paths: ['test/examples'], holds: 'each example in three forms, the reference app in five; each app.ts' },
};
