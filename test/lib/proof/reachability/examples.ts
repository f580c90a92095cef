// All that needs no synth, for mutation tests: one file starts faster than several.
import '../address.test';
import '../collections.test';
import './dns-firewall.test';
import './ends.test';
import './gateways.test';
import './network-acl.test';
import './reach.test';
import './references.test';
import './route.test';
import './security-group.test';
import './stores.test';
import './walk.test';
