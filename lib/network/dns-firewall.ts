// DNS is a way out that nothing else closes: the resolver of a VPC is not filtered by security groups, network ACLs or routes, and it
// answers for public names without any gateway, so data can leave in the names that are asked for. Here the names that the network
// needs are allowed, and every other one does not exist.

import * as resolver from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';

export interface DnsFirewallProps {
  readonly vpcId: string;
  /** Names that resolve; one that begins with `*.` stands for everything below it. */
  readonly allowedDomainNames: string[];
}

/**
 * A rule group that allows a list and blocks the rest. It fails closed: AWS answers no query while the firewall is unavailable unless
 * somebody switches that on for the VPC (`FirewallFailOpen`, which CloudFormation cannot set; disabled by default).
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
          // A name of AWS's may be an alias of another of AWS's, which is not on the list.
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
