// All that decides, for mutation tests: one file starts faster than several.
import '../../functions/authorizer/authorize.test';
import '../../functions/session-broker/broker.test';
import './metrics.test';
