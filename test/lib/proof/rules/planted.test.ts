// Each rule finds what was planted for it, nothing else finds anything there, and the twin without the defect passes them all.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ActionCatalogue } from '../../../../lib/proof/actions';
import { Evidence } from '../../../../lib/proof/evidence';
import { type Finding, runRules } from '../../../../lib/proof/rules';
import { AREAS, RULES } from '../../../../lib/proof/rules/catalogue';
import type { Rule } from '../../../../lib/proof/rules/rule';
import { type JsonObject, TemplateSet } from '../../../../lib/proof/template';
import { sampled } from '../../../effort';
import { PLANTED, ROWS_BY_AREA } from './planted';
import { ACCOUNT, REGION, type Template } from './planted/builders';

const catalogue = new ActionCatalogue();
const told = ({ rule, resource, message }: Finding) => `${rule} ${resource}: ${message}`;

function findings(template: Template, place: object = { account: ACCOUNT, region: REGION }): readonly Finding[] {
  const set = new TemplateSet([{ stackName: 'Planted', template: template as unknown as JsonObject, ...place }]);
  return runRules(new Evidence(set, catalogue)).findings;
}

/** The same template where nothing says which account, Region and partition it is deployed to. */
function unplaced(template: Template): Template {
  const text = JSON.stringify(template)
    .replaceAll('arn:aws:', 'arn:#{AWS::Partition}:')
    .replaceAll(ACCOUNT, '#{AWS::AccountId}')
    .replaceAll(REGION, '#{AWS::Region}');
  return JSON.parse(text, (_name, value) => {
    if (typeof value === 'string' && value.includes('#{AWS::')) {
      const written = value.replace(/\$\{aws:/g, '$${!aws:').replaceAll('#{AWS::', ['$', '{AWS::'].join(''));
      return { 'Fn::Sub': written };
    }
    const [inner] = typeof value === 'object' && value !== null ? [value['Fn::Sub']] : [];
    return typeof inner === 'object' && inner !== null && 'Fn::Sub' in inner ? inner : value;
  }) as Template;
}

describe.each(PLANTED)('$rule: $title', ({ rule, bad, good }) => {
  test('is found, and nothing else', () => {
    const found = findings(bad);

    expect(found.filter((one) => one.rule !== rule).map(told)).toEqual([]);
    expect(found.map((one) => one.rule)).toContain(rule);
  });

  test('is not found in the twin', () => {
    expect(findings(good).map(told)).toEqual([]);
  });
});

describe.each(sampled(PLANTED, 0.08))(
  '$rule: $title, where account and Region are known only at deployment',
  ({ rule, title, bad, good }) => {
    test('is told apart as well', () => {
      // Another account or Region than one that nobody knows may be the same.
      const isOpen = /for another account$|of another Region/.test(title);

      expect(findings(unplaced(bad), {}).some((one) => one.rule === rule)).toBe(!isOpen);
      expect(findings(unplaced(good), {}).map(told)).toEqual([]);
    });
  },
);

describe('every rule', () => {
  const folder = join(__dirname, '..', '..', '..', '..', 'lib', 'proof', 'rules');
  const rooms = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'shared' ? [entry.name] : [],
  );
  const isRule = (value: unknown): value is Rule =>
    typeof value === 'object' && value !== null && 'id' in value && 'find' in value;
  /** The rules that the files of a room export, with the files. */
  const declaredIn = (room: string) =>
    readdirSync(join(folder, room))
      .filter((name) => name !== 'index.ts' && name !== 'rules.ts')
      .flatMap((name) =>
        Object.values(require(join(folder, room, name)) as object)
          .filter(isRule)
          .map(({ id }) => ({ id, name })),
      );

  test('has an id of its own in kebab case', () => {
    const ids = RULES.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id))).toEqual([]);
  });

  test.each(rooms)('of the room %s stands in the file of its name, and in the list of the room', (room) => {
    const declared = declaredIn(room);
    const area = AREAS.find(({ rules }) => rules.some(({ id }) => declared.some((one) => one.id === id)));

    expect(declared.map(({ name }) => name)).toEqual(declared.map(({ id }) => `${id}.ts`));
    expect(area?.rules.map(({ id }) => id)).toEqual(declared.map(({ id }) => id).sort());
  });

  test.each(rooms)('of the room %s has its planted rows in the file of that name, and no other rule has', (room) => {
    const planted = new Set(ROWS_BY_AREA[room]?.map(({ rule }) => rule));

    expect([...planted].sort()).toEqual(declaredIn(room).map(({ id }) => id));
  });

  test('finds the file of its rows by the name of its room', () => {
    const here = join(__dirname, 'planted');
    const files = readdirSync(here, { withFileTypes: true });
    const areas = files.flatMap((one) => (one.isFile() && one.name !== 'builders.ts' ? [one.name.replace(/\.ts$/, '')] : []));
    const folders = files.flatMap((one) => (one.isDirectory() ? [one.name] : []));
    const strays = folders.flatMap((room) => {
      const ids = declaredIn(room).map(({ id }) => `${id}.ts`);
      return readdirSync(join(here, room)).filter((name) => !ids.includes(name));
    });

    expect(areas.sort()).toEqual([...rooms].sort());
    expect(Object.keys(ROWS_BY_AREA).sort()).toEqual([...rooms].sort());
    expect(strays).toEqual([]);
  });

  test('stands in a room, and every room is an area', () => {
    expect(rooms.flatMap(declaredIn).length).toBe(RULES.length);
    expect(AREAS.length).toBe(rooms.length);
  });

  test.each(RULES)('$id says what goes wrong, what to do, and where that is written', ({ why, fix, source }) => {
    expect(why).toMatch(/^[A-Z].{20,}[.]$/);
    expect(fix).toMatch(/^[A-Z].{15,}[.]$/);
    expect(source).toMatch(/^[A-Z].+[:,] .{5,}/);
  });
});
