// The checks that stand between a hostile request and a decision: where each is written, and what the source looks like
// without it. The refusal tables are put to every such variant.

export type Edit = readonly [file: string, source: string, without: string];

/** One edit; or several, where one check stands behind another and either would do alone. */
export type Check = readonly [Edit, ...Edit[]];

const of =
  (file: string) =>
  (source: string, without: string): Edit => [file, source, without];

const issuer = of('contract/issuer.ts');
const tenantId = of('contract/tenant-id.ts');
const token = of('lambda/runtime/asap/token.ts');
const json = of('lambda/runtime/asap/strict-json.ts');
const base64url = of('lambda/runtime/asap/base64url.ts');
const algorithms = of('lambda/runtime/asap/algorithms.ts');
const claims = of('lambda/runtime/asap/claims.ts');
const verifier = of('lambda/runtime/asap/verifier.ts');
const publicKey = of('lambda/runtime/asap/public-key.ts');
const repository = of('lambda/runtime/asap/key-repository.ts');
const decide = of('lambda/runtime/decision/decide.ts');
const tenants = of('lambda/runtime/tenant-context/client.ts');
const request = of('lambda/runtime/decision/request.ts');
const authorize = of('lambda/functions/authorizer/authorize.ts');
const broker = of('lambda/functions/session-broker/broker.ts');

const SEGMENTS = String.raw`/^(?!\.{1,2}(?:\/|$))[\w.\-+]+(?:\/(?!\.{1,2}(?:\/|$))[\w.\-+]+)*$/`;

const ALONE: readonly Edit[] = [
  issuer(SEGMENTS, String.raw`/^[\w.\-+]+(?:\/[\w.\-+]+)*$/`),
  issuer(SEGMENTS, '/^[^/]+(?:\\/[^/]+)*$/'),
  issuer(SEGMENTS, String.raw`/^[\w.\-+]+(?:\/[\w.\-+]+)*/`),
  issuer(SEGMENTS, String.raw`/[\w.\-+]+(?:\/[\w.\-+]+)*$/`),
  issuer(SEGMENTS, String.raw`/^[\w.\-+/]+$/`),
  issuer("typeof value === 'string' && value.length <= MAX_ISSUER_LENGTH", 'String(value).length <= MAX_ISSUER_LENGTH'),
  issuer('value.length <= MAX_ISSUER_LENGTH &&', ''),
  issuer('value.length <= MAX_KID_LENGTH &&', ''),
  issuer("value.includes('/') &&", ''),
  issuer("&& path[prefix.length] === '/'", ''),
  issuer('if (!isPathPrefix(issuer, kid)) return false;', ''),
  issuer('issuers.has(kid.slice(0, end))', 'false'),
  issuer("end = kid.indexOf('/', end + 1)", 'end = -1'),
  tenantId("typeof value === 'string' &&", ''),
  tenantId('/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/', '/^[a-z0-9-]{2,64}$/'),
  tenantId('/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/', '/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])$/'),
  tenantId('/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/', '/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])/'),
  tenantId('/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/', '/[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/'),
  tenantId('/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/', '/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/i'),
  tenantId('/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/', '/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/'),

  token('text.length > MAX_TOKEN_BYTES', 'false'),
  token('claims === undefined', 'false'),
  ...['crit', 'b64', 'zip', 'jku', 'jwk', 'x5u', 'x5c', 'enc'].map((name) => token(`'${name}'`, "'-'")),
  token('header.typ !== undefined && !isTypeOfJwt(header.typ)', 'false'),
  token('header.typ !== undefined &&', ''),
  token("typeof typ === 'string' && TYPE_OF_JWT.test(typ)", 'TYPE_OF_JWT.test(String(typ))'),
  ...[String.raw`/(?:application\/)?jwt$/i`, String.raw`/^(?:application\/)?jwt/i`, String.raw`/^(?:application\/)?jwt$/`].map(
    (without) => token(String.raw`/^(?:application\/)?jwt$/i`, without),
  ),
  token(String.raw`/^(?:application\/)?jwt$/i`, '/^jwt$/i'),
  token(String.raw`/^(?:application\/)?jwt$/i`, String.raw`/^(?:.*\/)?jwt$/i`),
  token('!isKid(header.kid)', 'false'),

  json('bytes[0] !== OPEN_BRACE ||', ''),
  json('|| bytes[bytes.length - 1] !== CLOSE_BRACE', ''),
  json('!isUtf8(bytes)', 'false'),
  json('isUnambiguous(text) ? parse(text) : undefined', 'parse(text)'),
  json('else if (byte === BACKSLASH || byte', 'else if (byte'),
  json('depth > MAX_JSON_DEPTH', 'false'),
  json('countMembers(value) === members', 'true'),
  json('members > MAX_MEMBERS ? Number.NaN : members', 'members'),
  json('|| siblings.includes(lastString)', ''),
  json('lastStringEscaped ||', ''),
  json('siblings.length >= MAX_MEMBERS ||', ''),
  json('depth >= MAX_JSON_DEPTH', 'false'),
  json('!(code > 0)', 'false'),
  json('if (!(code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff)) return -1;', ''),
  json('catch {\n    return undefined;', 'catch {\n    return {};'),
  json('new Bare()', '{}'),

  base64url("&& bytes.toString('base64url') === text", ''),
  token('if (!isEncodingOf(payload, encodedPayload)) return undefined;', ''),
  base64url('bytes.length > 0 &&', ''),

  algorithms('(details.modulusLength ?? 0) >= MIN_RSA_BITS &&', ''),
  algorithms('exponent >= MIN_RSA_EXPONENT &&', ''),
  algorithms('&& exponent % 2n === 1n', ''),
  algorithms('&& !isRocaModulus(modulusOf(key))', ''),
  algorithms("if (key.asymmetricKeyType !== 'ec') return false;", "if (key.asymmetricKeyType !== 'ec') return true;"),
  algorithms("algorithm.type === 'ec' && algorithm.curve === details.namedCurve", 'true'),
  algorithms('|| key.asymmetricKeyType !== algorithm.type', ''),
  algorithms('|| key.asymmetricKeyDetails?.namedCurve === algorithm.curve', '|| true'),
  algorithms("dsaEncoding: 'ieee-p1363'", "dsaEncoding: 'der'"),
  algorithms('RSA_PKCS1_PSS_PADDING, saltLength }', 'RSA_PKCS1_PSS_PADDING }'),
  algorithms('padding: constants.RSA_PKCS1_PSS_PADDING, saltLength', 'padding: constants.RSA_PKCS1_PADDING'),
  algorithms('return verify(algorithm.digest, data, key, signature);', 'return true;'),

  claims('!isWellFormed(issuer, rules.issuers) ||', ''),
  claims('|| !isText(subject)', ''),
  claims('|| !isText(tokenId)', ''),
  claims('!isTime(issuedAt) ||', ''),
  claims('!isTime(expiresAt) ||', ''),
  claims('|| !isTime(notBefore)', ''),
  claims('!Array.isArray(audiences) ||', ''),
  claims('audiences.length === 0 ||', ''),
  claims('audiences.length > MAX_AUDIENCES ||', ''),
  claims('|| !audiences.every(isText)', ''),
  claims('!rules.issuers.has(issuer)', 'false'),
  claims('!ownsKid(issuer, kid, rules.issuers ?? NONE)', 'false'),
  claims('rules.subjectMustEqualIssuer && subject !== issuer', 'false'),
  claims('lifetime <= 0 ||', ''),
  claims('lifetime <= 0 ||', 'lifetime < 0 ||'),
  claims('|| lifetime > rules.maxLifetimeSeconds', ''),
  claims('lifetime > rules.maxLifetimeSeconds', 'lifetime >= rules.maxLifetimeSeconds'),
  claims('!(nowSeconds <= until)', '!(nowSeconds < until)'),
  claims('Math.max(issuedAt, notBefore)', 'issuedAt'),
  claims('Math.max(issuedAt, notBefore)', 'notBefore'),
  claims('!(nowSeconds >= from)', 'false'),
  claims('nowSeconds >= from', 'nowSeconds > from'),
  claims('rules.exactlyOneAudience && audiences.length !== 1', 'false'),
  claims('!audiences.includes(rules.audience)', 'false'),
  claims('value.length > 0 &&', ''),
  claims('&& value.length <= MAX_CLAIM_LENGTH', ''),
  claims('Number.isSafeInteger(value)', "typeof value === 'number'"),
  claims('&& (value as number) >= 0', ''),

  verifier('!this.algorithms.has(read.algorithm)', 'false'),
  verifier('!algorithmFitsKey(unverified.algorithm, found.key)', 'false'),
  verifier('!verifySignature(unverified.algorithm, found.key, unverified.signedBytes, unverified.signature)', 'false'),

  publicKey('!ONE_PUBLIC_KEY.test(pem)', 'false'),
  publicKey('/^-----BEGIN', '/-----BEGIN'),
  publicKey(String.raw`-----\s*$/`, '-----/'),
  publicKey('isAcceptedPublicKey(key) ? key : undefined', 'key'),
  publicKey('return undefined;\n  }\n}', 'throw new Error();\n  }\n}'),
  repository('status === 404 ||', ''),
  repository('return causeOf(error);\n    }\n  }', 'throw error;\n    }\n  }'),
  repository('|| status === 403', ''),
  repository('status !== 200', 'false'),
  repository("mediaType(headers['content-type']) !== PEM_MEDIA_TYPE", 'false'),

  decide("tenantId === undefined ? 'tenant.missing' : 'tenant.malformed'", "'tenant.malformed'"),
  decide('if (!isTenantId(tenantId)) {', 'if (false) {'),
  decide("isTenantId(named) ? 'tenant.mismatch' : 'tenant.malformed'", "'tenant.mismatch'"),
  decide('named !== tenantId', 'false'),
  decide('refuseOwnTokens && token.issuer === service', 'false'),
  decide('!callers.has(token.issuer)', 'false'),
  decide("(error: unknown) => denied('tenant.unavailable', claimed, causeOf(error))", '() => { throw new Error(); }'),
  decide("tenant.status !== 'active'", 'false'),
  decide('!tenant.services.includes(service)', 'false'),
  decide("tenant === undefined) return denied('tenant.unknown', claimed)", "tenant === undefined) throw new Error('unknown')"),
  tenants('record.tenantId !== tenantId', 'false'),

  request('authorizations.length === 0', 'false'),
  request('authorizations.length === 1', 'authorizations.length > 0'),
  request('value.slice(0, SCHEME.length).toLowerCase() !== SCHEME', 'false'),
  request('value.slice(0, SCHEME.length).toLowerCase()', 'value.slice(0, SCHEME.length)'),
  request("token === '' ||", ''),
  request('WHITE_SPACE.some((one) => token.includes(one))', 'false'),
  request('namedTenants.length === 0', 'false'),
  request('namedTenants.length > 1', 'false'),
  authorize('if (found.length > 0) return found;', 'if (found.length > 9) return found;'),
  broker("typeof token === 'string' &&", ''),
  broker('&& Object.keys(rest).length === 0', ''),
  broker("typeof input !== 'object' || input === null ||", ''),
];

/** What lies behind the checks of an algorithm's name: the lookup of what it is. */
const anyAlgorithm: Check = [
  token('!isAsapAlgorithm(header.alg)', 'false'),
  algorithms("typeof value === 'string' && ALGORITHMS.has(value)", 'true'),
  verifier('!this.algorithms.has(read.algorithm)', 'false'),
  algorithms(
    'algorithm === undefined || key.asymmetricKeyType !== algorithm.type) return false',
    'algorithm === undefined) return true',
  ),
];
const anyBrackets = json('bytes[0] !== OPEN_BRACE || bytes[bytes.length - 1] !== CLOSE_BRACE', 'false');
const anyInput: Check = [
  broker("typeof token === 'string' &&", ''),
  broker("token === undefined ? refuse('session.request') : ", ''),
];

const anyScheme = request('value.slice(0, SCHEME.length).toLowerCase() !== SCHEME', 'false');

const BEHIND_ONE_ANOTHER: readonly Check[] = [
  anyAlgorithm,
  [json('new Bare()', '{}'), json('=== members ? value', '=== members ? withoutInheritance(value)')],
  [anyBrackets],
  [json('countMembers(value) === members', 'true'), json('catch {\n    return undefined;', 'catch {\n    return {};')],
  [
    anyBrackets,
    json('countMembers(value) === members', 'true'),
    json('catch {\n    return undefined;', 'catch {\n    return {};'),
  ],
  [claims('!(nowSeconds <= until)', 'false'), verifier('!(this.clock() / 1000 <= validity.until)', 'false')],
  [
    claims('!(nowSeconds <= until)', '!(Math.floor(nowSeconds) <= until)'),
    verifier('!(this.clock() / 1000 <= validity.until)', '!(Math.floor(this.clock() / 1000) <= validity.until)'),
  ],
  [anyScheme, request("token === '' ||", '')],
  [anyScheme, request('WHITE_SPACE.some((one) => token.includes(one))', 'false')],
  [anyScheme, request('authorizations.length === 1', 'authorizations.length > 0')],
  anyInput,
  [repository('!(response.status >= 500)', 'true'), repository('status !== 200', 'false')],
  [base64url("&& bytes.toString('base64url') === text", ''), token("|| text.indexOf('.', secondDot + 1) >= 0", '')],
  [token("'crit'", "'-'"), token("'b64'", "'-'")],
  [broker("typeof input !== 'object' || input === null ||", 'input === undefined || input === null ||'), ...anyInput],
  [broker('|| Array.isArray(input)', ''), ...anyInput],
];

export const CHECKS: readonly Check[] = [...ALONE.map((edit): Check => [edit]), ...BEHIND_ONE_ANOTHER];
