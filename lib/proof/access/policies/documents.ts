// Every policy document of a set of templates, with its holder, the resources that it protects, and its kind.

import type { Policy } from '../../iam';
import { needsPrincipals, PolicyError } from '../../iam';
import { isSymbolic, type Json, type Resource, shown, symbol, type TemplateSet } from '../../template';
import { type DocumentKind, FINDERS, type Part } from './policy-places';
import type { PolicyTargetIndex } from './policy-targets';
import { type StatementText, statementTexts } from './statement-text';
import { asUndecided, withVariants } from './variants';

export type { DocumentKind } from './policy-places';

export interface PolicyDocument {
  /** The resource that contains it. */
  readonly holder: Resource;
  /** Path in the holder's properties. */
  readonly location: string;
  readonly kind: DocumentKind;
  readonly policy: Policy;
  readonly statements: readonly StatementText[];
  /** Resources of the templates that it protects. None for identity policies. */
  readonly protects: readonly Resource[];
  /** Resources that it protects if an unknown name is theirs. */
  readonly mayProtect: readonly Resource[];
  /** The part of these resources that it protects, if not all of it. */
  readonly part?: Part;
  /** The reason why the evaluator cannot read it. */
  readonly malformed?: string;
}

export function documentsOf(templates: TemplateSet, index: PolicyTargetIndex): PolicyDocument[] {
  const formsOf = (symbol: string) => templates.formsOf(symbol);
  return Object.keys(FINDERS).flatMap((type) =>
    templates.ofType(type).flatMap((holder) =>
      (FINDERS[type] ?? []).flatMap((find) =>
        find(holder.properties, formsOf).map(({ location, kind, document: written, on, part, isUndecided }): PolicyDocument => {
          const read = withVariants(parsed(written), kind !== 'identity', formsOf);
          const document = isUndecided ? asUndecided(read) : read;
          const policy: Policy = { source: pathOf(holder), document };
          const malformed = refusalOf(policy, kind);
          const statements = statementTexts(document);
          const targets = on && index.of(holder, on, statements);
          return {
            holder,
            location,
            kind,
            policy,
            statements,
            protects: kind === 'identity' ? [] : (targets?.certain ?? [holder]),
            mayProtect: targets?.possible ?? [],
            ...(part !== undefined && { part }),
            ...(malformed !== undefined && { malformed }),
          };
        }),
      ),
    ),
  );
}

/** The construct path in CDK, or else the id: for people. */
export function pathOf(resource: Resource): string {
  return resource.constructPath ?? resource.id;
}

/** Some properties contain the document as JSON text. */
function parsed(document: Json): Json {
  if (typeof document !== 'string') return document;
  try {
    return JSON.parse(document) as Json;
  } catch {
    // Only the deployment knows a part of the text.
    return isSymbolic(document) ? symbol(shown(document)) : document;
  }
}

function refusalOf(policy: Policy, kind: DocumentKind): string | undefined {
  try {
    needsPrincipals(policy, kind !== 'identity');
    return undefined;
  } catch (error) {
    return error instanceof PolicyError ? `${error.seen}, expected ${error.expected}` : String(error);
  }
}
