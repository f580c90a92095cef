// What a baseline knows: no finding that is worse, and no more of them than it has.
import fc from 'fast-check';
import { type Baseline, changesOf, compared, recorded } from '../../../../bin/cli/baseline';
import { type Finding, isAtLeast, RULES, SEVERITIES, type Severity } from '../../../../lib/proof/rules';

const [FIRST = '', SECOND = ''] = RULES.map(({ id }) => id);
const IDS = RULES.map(({ id }) => id);

function finding(text: string): Finding {
  const [place = '', id = '', severity = 'error'] = text.split(' ');
  const [stack = '', resource = ''] = place.split('/');
  const rule = id.replace(/\[.*/, '');
  const said = { message: 'said', because: 'seen', why: 'why', fix: 'fix' };
  return { rule, id, severity: severity as Severity, stack, resource, type: 'AWS::X::Y', path: place, ...said };
}

const texts = (entries: Baseline) => entries.map(({ place, id, severity }) => `${place} ${id} ${severity}`);
const told = (findings: readonly Finding[]) =>
  findings.map(({ stack, resource, id, severity }) => `${stack}/${resource} ${id} ${severity}`);
const of = (...found: readonly string[]) => found.map(finding);

const [E, W, N] = SEVERITIES.map((severity) => `A/B ${FIRST} ${severity}`) as [string, string, string];

test.each<
  [what: string, baseline: readonly string[], found: readonly string[], fresh: readonly string[], stale: readonly string[]]
>([
  ['nothing in both', [], [], [], []],
  ['an empty baseline', [], [E], [E], []],
  ['the same', [E], [E], [], []],
  ['a worse one', [W], [E], [E], [W]],
  ['a worse one than a note', [N], [W], [W], [N]],
  ['a milder one, with an entry that says too much', [E], [N], [], [E]],
  ['one that is gone', [E], [], [], [E]],
  ['another resource', [E], [`A/C ${FIRST} error`], [`A/C ${FIRST} error`], [E]],
  ['the same resource of another stack', [E], [`C/B ${FIRST} error`], [`C/B ${FIRST} error`], [E]],
  ['another rule', [E], [`A/B ${SECOND} error`], [`A/B ${SECOND} error`], [E]],
  ['another detail', [E], [`A/B ${FIRST}[x] error`], [`A/B ${FIRST}[x] error`], [E]],
  ['two where there were two', [E, E], [E, E], [], []],
  ['two where there was one: nobody knows which is new', [E], [E, E], [E, E], []],
  ['one where there were two', [E, E], [E], [], [E]],
  ['a mild one more', [E], [E, N], [E, N], []],
  ['one of two is worse', [E, W], [E, E], [E, E], [W]],
  ['one of two is milder', [E, E], [W, E], [], [E]],
])('%s', (_what, baseline, found, fresh, stale) => {
  const result = compared(recorded(of(...baseline)), of(...found), IDS);

  expect(told(result.fresh)).toEqual(fresh);
  expect(told(result.known)).toEqual(found.filter((one) => !fresh.includes(one)));
  expect(texts(result.stale)).toEqual(stale);
});

describe('a rule that did not run', () => {
  const entry = `A/B ${FIRST} error`;
  const other = `A/B ${SECOND} error`;

  test('has no stale entries, and an update keeps them', () => {
    const before = recorded(of(entry, other));

    expect(texts(compared(before, [], [SECOND]).stale)).toEqual([other]);
    const { after, added, removed } = changesOf(before, [], [SECOND]);
    expect([texts(after), texts(added), texts(removed)]).toEqual([[entry], [], [other]]);
  });

  test('because it no longer exists, finds nothing any more', () => {
    const gone = recorded(of('A/B no-such-rule error'));

    expect(texts(compared(gone, [], [SECOND]).stale)).toEqual(['A/B no-such-rule error']);
    expect(changesOf(gone, [], [SECOND]).after).toEqual([]);
  });
});

test('an update says what came and what went', () => {
  const { after, added, removed } = changesOf(recorded(of(E, `A/C ${FIRST} note`)), of(W, `A/C ${FIRST} note`), IDS);

  expect(texts(after)).toEqual([W, `A/C ${FIRST} note`]);
  expect([texts(added), texts(removed)]).toEqual([[W], [E]]);
});

test('a token in a name is not recorded, and is known all the same', () => {
  const secret = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln';
  const findings = of(`A/${secret} ${FIRST}[${secret}] error`);
  const baseline = recorded(findings);

  expect(JSON.stringify(baseline)).not.toContain('eyJ');
  expect(compared(baseline, findings, IDS)).toEqual({ fresh: [], known: findings, stale: [] });
});

describe('of any findings', () => {
  const anyFinding = fc
    .tuple(
      fc.constantFrom('A/B', 'A/C', 'B/B'),
      fc.constantFrom(FIRST, SECOND, `${FIRST}[A/B]`, `${FIRST}[B/B]`),
      fc.constantFrom(...SEVERITIES),
    )
    .map((parts) => finding(parts.join(' ')));
  const many = fc.array(anyFinding, { maxLength: 12 });
  const numRuns = 500;

  test('a baseline of them knows all of them, in any order', () => {
    fc.assert(
      fc.property(many, (findings) => {
        const { fresh, known, stale } = compared(recorded(findings), [...findings].reverse(), IDS);
        expect([fresh, known.length, stale]).toEqual([[], findings.length, []]);
      }),
      { numRuns },
    );
  });

  test('each one is new or known, and after an update known', () => {
    fc.assert(
      fc.property(many, many, fc.subarray(IDS.slice(0, 2)), (before, after, rules) => {
        const baseline = recorded(before);
        const ran = after.filter(({ rule }) => rules.includes(rule));
        const { fresh, known } = compared(baseline, ran, rules);
        expect(new Set([...fresh, ...known])).toEqual(new Set(ran));
        expect(fresh.length + known.length).toBe(ran.length);
        const changes = changesOf(baseline, ran, rules);
        expect(compared(changes.after, ran, rules)).toMatchObject({ fresh: [], stale: [] });
        expect(changes.after.length).toBe(baseline.length + changes.added.length - changes.removed.length);
      }),
      { numRuns },
    );
  });

  test('a known one has an entry of its own that is at least as severe', () => {
    fc.assert(
      fc.property(many, many, (before, after) => {
        const left = [...recorded(before)];
        const known = [...compared(left, after, IDS).known].sort(
          (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
        );
        for (const one of known) {
          const at = left.findIndex(
            ({ place, id, severity }) =>
              place === `${one.stack}/${one.resource}` && id === one.id && isAtLeast(severity, one.severity),
          );
          expect(at).toBeGreaterThanOrEqual(0);
          left.splice(at, 1);
        }
      }),
      { numRuns },
    );
  });

  test('the order of the findings does not change the baseline', () => {
    fc.assert(
      fc.property(
        many.chain((findings) => fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length }))),
        ([findings, shuffled]) => {
          expect(recorded(shuffled)).toEqual(recorded(findings));
        },
      ),
      { numRuns },
    );
  });
});
