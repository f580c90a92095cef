// Nothing else filters DNS: security groups, network ACLs and routes do not apply to the resolver of a VPC. It answers for public names
// without any gateway, so data can leave in the names of queries. The firewall allows the names that the network needs, and answers
// NXDOMAIN for every other name.

import * as resolver from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';

export interface DnsFirewallProps {
  readonly vpcId: string;
  /** Names that resolve. A name that begins with `*.` stands for every name below it. */
  readonly allowedDomainNames: string[];
}

/**
 * A rule group that allows the names on a list and blocks all others. It fails closed: while the firewall is unavailable, AWS answers no
 * query. `FirewallFailOpen` of the VPC changes that. It is disabled by default, and CloudFormation cannot set it.
 */
export class DnsFirewall extends Construct {
  public constructor(scope: Construct, id: string, props: DnsFirewallProps) {
    super(scope, id);
    const allowed = new resolver.CfnFirewallDomainList(this, 'Allowed', { domains: props.allowedDomainNames });
    const everything = new resolver.CfnFirewallDomainList(this, 'Everything', { domains: ['*'] });
    const group = new resolver.CfnFirewallRuleGroup(this, 'Rules', {
      firewallRules: [
        {
          action: 'ALLOW',
          priority: 100,
          firewallDomainListId: allowed.attrId,
          // A name of AWS may be an alias of another name of AWS, which is not on the list.
          firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        },
        { action: 'BLOCK', blockResponse: 'NXDOMAIN', priority: 200, firewallDomainListId: everything.attrId },
      ],
    });
    new resolver.CfnFirewallRuleGroupAssociation(this, 'Association', {
      firewallRuleGroupId: group.attrId,
      vpcId: props.vpcId,
      // Between 100 and 9900, both excluded; lower numbers come first.
      // No mutation protection: CloudFormation could not delete the association, nor the stack.
      priority: 101,
    });
  }
}
