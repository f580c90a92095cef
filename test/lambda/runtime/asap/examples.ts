// All that needs no network and no property, for mutation tests: one file starts faster than several.
import './boundaries.test';
import './conformance/go-validators.test';
import './conformance/parity-corpus.test';
import './conformance/python-signer.test';
import './conformance/python-verifier.test';
import './key-cache-flood.test';
import './key-cache-stale.test';
import './key-cache.test';
import './key-repository.test';
import './refusals.test';
import './replay-guard.test';
import './signer.test';
import './signing-keys.test';
import './signing-pointer.test';
import './strict-json.test';
import './token-cache.test';
import './verifier.test';
