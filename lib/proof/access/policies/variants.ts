// Policy documents with a part that only the deployment knows: a statement, an Effect or a list in Fn::If, or a block from a custom resource.
// Each possible form becomes a statement under a condition with an unknown result. Parts that all forms have in common stay certain. So no
// form is lost, and nothing uncertain becomes certain.

import { numberStatement } from '../../iam';
import { isObject, isSymbol, type Json, type JsonObject, own } from '../../template';
import { UNKNOWN_POLICY_KEY } from './unknown-policy';

/** The possible values of a symbol. Undefined if it may be anything. An undefined value is AWS::NoValue. */
export type FormsOf = (symbol: string) => readonly (Json | undefined)[] | undefined;

/** An operator that the evaluator does not know: the result of such a condition is unknown. */
export const UNDECIDED = 'DecidedByTheDeployment';

/** Limit of the forms of one statement. More forms become one statement that may say anything. */
const MOST_FORMS = 32;

/** @param hasPrincipals whether the statements have a Principal */
export function withVariants(document: Json, hasPrincipals: boolean, formsOf: FormsOf): Json {
  const variants = new Variants(hasPrincipals, formsOf);
  if (!isObject(document)) return isOpen(document) ? variants.ofDocument(document) : document;
  const statement = own(document, 'Statement');
  const statements = statement === undefined ? [] : Array.isArray(statement) ? statement : [statement];
  const isPlain = !('Fn::Transform' in document) && !hasOpenPart(statements);
  if (isPlain) return document;
  const made = statements.flatMap((one: Json, index) => variants.ofStatement(one, index));
  const { 'Fn::Transform': included, ...rest } = document;
  const more = included === undefined ? [] : variants.anything(statements.length);
  return { ...rest, Statement: [...made, ...more] };
}

/** A document that may not exist. */
export function asUndecided(document: Json): Json {
  if (!isObject(document)) return document;
  const statement = own(document, 'Statement') ?? [];
  const statements: readonly Json[] = Array.isArray(statement) ? statement : [statement];
  return { ...document, Statement: statements.map((one) => (isObject(one) ? undecided(one) : one)) };
}

/** Places where a symbol is not text: instead of a block, or of a part with several possible values. */
function hasOpenPart(statements: readonly Json[]): boolean {
  return statements.some((statement) => {
    if (!isObject(statement)) return isOpen(statement);
    return Object.entries(statement).some(([name, part]) => {
      if (name === 'Sid') return false;
      if (name === 'Fn::Transform' || isOpen(part)) return true;
      if (Array.isArray(part)) return part.some(isOpen);
      return isObject(part) && Object.values(part).some((inner) => isOpen(inner) || (Array.isArray(inner) && inner.some(isOpen)));
    });
  });
}

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;

class Variants {
  public constructor(
    private readonly hasPrincipals: boolean,
    private readonly formsOf: FormsOf,
  ) {}

  public ofDocument(document: Json): Json {
    const forms = this.forms(document) ?? [];
    const statements = forms.flatMap((form) => {
      if (form === undefined) return [];
      const read = withVariants(form, this.hasPrincipals, this.formsOf);
      const listed = own(read, 'Statement');
      return (Array.isArray(listed) ? listed : [listed ?? null]).flatMap((one: Json) => (isObject(one) ? [undecided(one)] : []));
    });
    return { Version: '2012-10-17', Statement: forms.length > 0 ? statements : this.anything(0) };
  }

  public ofStatement(statement: Json, index: number): Json[] {
    const numbered = (all: readonly Json[]) => all.map((one) => (isObject(one) ? numberStatement(one, index) : one));
    if (isOpen(statement)) {
      const forms = this.forms(statement);
      if (forms === undefined) return this.anything(index);
      // A form may be a list of statements.
      const each = forms.flatMap((form) => (form === undefined ? [] : Array.isArray(form) ? form : [form]));
      return numbered(each.flatMap((form) => this.ofStatement(form, index).map((one) => (isObject(one) ? undecided(one) : one))));
    }
    if (!isObject(statement)) return [statement];
    if ('Fn::Transform' in statement) return this.anything(index);
    return numbered(this.ofLists(statement));
  }

  /** An unknown statement: it may allow or deny anything. */
  public anything(index: number): Json[] {
    return ['Allow', 'Deny'].map((Effect) =>
      numberStatement(
        undecided({ Effect, Action: '*', Resource: '*', ...(this.hasPrincipals && { Principal: { AWS: '*' } }) }),
        index,
      ),
    );
  }

  /** Elements in all forms of a list are certain. Elements in only some forms are possible. */
  private ofLists(statement: JsonObject): Json[] {
    const certain: { [name: string]: Json } = {};
    const possible: { [name: string]: Json } = {};
    for (const name of LISTS) {
      const written = own(statement, name);
      if (written === undefined) continue;
      const forms = this.listForms(written);
      if (forms === undefined) continue;
      const all = [...new Set(forms.flat())];
      const common = all.filter((one) => forms.every((form) => form.includes(one)));
      // An exception that may be missing makes the statement wider.
      [certain[name], possible[name]] = name.startsWith('Not') ? [all, common] : [common, all];
    }
    if (Object.keys(possible).length === 0) return this.ofBlocks(statement);
    const isEmpty = Object.values(certain).some((list) => Array.isArray(list) && list.length === 0);
    return [
      ...(isEmpty ? [] : this.ofBlocks({ ...statement, ...certain })),
      ...this.ofBlocks({ ...statement, ...possible }).map((one) => (isObject(one) ? undecided(one) : one)),
    ];
  }

  /** Each list that an element may be. Undefined if no part has known forms. */
  private listForms(written: Json): Json[][] | undefined {
    const parts: readonly Json[] = Array.isArray(written) ? written : [written];
    let isOfForms = false;
    let lists: Json[][] = [[]];
    for (const part of parts) {
      const forms = isOpen(part) ? this.forms(part) : undefined;
      if (forms === undefined) {
        lists = lists.map((list) => [...list, part]);
        continue;
      }
      isOfForms = true;
      lists = lists.flatMap((list) =>
        forms.map((form) => [...list, ...(form === undefined ? [] : Array.isArray(form) ? (form as readonly Json[]) : [form])]),
      );
      if (lists.length > MOST_FORMS) return [[], lists.flat()];
    }
    return isOfForms ? lists : undefined;
  }

  /** One statement for each combination of the forms of Effect, principals and conditions. */
  private ofBlocks(statement: JsonObject): Json[] {
    let made: JsonObject[] = [statement];
    let isCertain = true;
    for (const name of ['Effect', 'Principal', 'NotPrincipal', 'Condition']) {
      const written = own(statement, name);
      if (written === undefined) continue;
      const forms = this.blockForms(name, written);
      if (forms === undefined) continue;
      isCertain = false;
      made = made.flatMap((one) =>
        forms.map((form) => {
          const { [name]: _, ...without } = one;
          return form === undefined ? without : { ...without, [name]: form };
        }),
      );
      if (made.length > MOST_FORMS) return this.anything(0);
    }
    return isCertain ? made : made.map(undecided);
  }

  private blockForms(name: string, written: Json): readonly (Json | undefined)[] | undefined {
    if (isOpen(written)) {
      const forms = this.forms(written);
      if (forms !== undefined)
        return forms.flatMap((form) => (form === undefined ? [form] : (this.blockForms(name, form) ?? [form])));
      if (name === 'Effect') return ['Allow', 'Deny'];
      // The statement is undecided anyway, so this value does not matter.
      return name === 'Condition' ? [undefined] : ['*'];
    }
    if (!isObject(written)) return undefined;
    let isOfForms = false;
    let blocks: JsonObject[] = [{}];
    for (const [key, inner] of Object.entries(written as JsonObject)) {
      if (key === 'Fn::Transform') return [name === 'Condition' ? undefined : '*'];
      const forms = this.innerForms(name, inner);
      if (forms === undefined) {
        blocks = blocks.map((block) => ({ ...block, [key]: inner }));
        continue;
      }
      isOfForms = true;
      blocks = blocks.flatMap((block) => forms.map((form) => (form === undefined ? block : { ...block, [key]: form })));
      if (blocks.length > MOST_FORMS) return [name === 'Condition' ? undefined : '*'];
    }
    return isOfForms ? blocks : undefined;
  }

  /** Of the ids of one kind of principal, or of the keys under one operator. */
  private innerForms(name: string, inner: Json): readonly (Json | undefined)[] | undefined {
    if (name === 'Condition') {
      if (!isOpen(inner)) return undefined;
      // An unknown block: the statement is undecided without it.
      return this.forms(inner) ?? [undefined];
    }
    return this.listForms(inner);
  }

  private forms(value: Json): readonly (Json | undefined)[] | undefined {
    return typeof value === 'string' ? this.formsOf(value) : undefined;
  }
}

function isOpen(value: Json): boolean {
  return typeof value === 'string' && isSymbol(value);
}

/** The statement, of which only the deployment knows whether it applies. */
export function undecided(statement: JsonObject): JsonObject {
  const condition = own(statement, 'Condition');
  return {
    ...statement,
    Condition: { ...(isObject(condition) ? condition : {}), [UNDECIDED]: { [UNKNOWN_POLICY_KEY]: 'true' } },
  };
}
