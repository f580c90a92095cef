// References of templates that lead nowhere. Written apart from what LocalCloud reads references with, so that it cannot err with it.
import type { Local } from '../local-form';

/** A sentence for each, of all templates of an app. */
export function dangling({ templates }: Pick<Local, 'templates'>): string[] {
  const exported = new Set(Object.values(templates).flatMap((template) => Object.values(template.Outputs ?? {}).map(nameOf)));
  return Object.entries(templates).flatMap(([file, template]) => {
    const { Parameters = {} } = template as { Parameters?: object };
    const known = new Set([...Object.keys(template.Resources ?? {}), ...Object.keys(Parameters)]);
    const isThere = (id: string) => known.has(id) || id.startsWith('AWS::');
    const wrong: string[] = [];
    const look = (value: unknown, key = ''): void => {
      if (key === 'Ref') check(String(value));
      else if (key === 'Fn::GetAtt') check(String(Array.isArray(value) ? value[0] : value).replace(/\..*/, ''));
      else if (key === 'DependsOn') for (const id of [value].flat()) check(String(id));
      else if (key === 'Fn::Sub') for (const [, id] of JSON.stringify(value).matchAll(/\$\{([\w:]+)[^}]*\}/g)) check(String(id));
      else if (key === 'Fn::ImportValue') {
        if (!exported.has(JSON.stringify(value))) wrong.push(`${file} imports ${value}`);
      } else if (typeof value === 'object' && value !== null)
        for (const [name, inner] of Object.entries(value)) look(inner, name);
    };
    const check = (id: string) => {
      if (!isThere(id)) wrong.push(`${file} refers to ${id}`);
    };
    look({ ...template.Resources, ...template.Outputs });
    return wrong;
  });
}

function nameOf(output: { readonly Export?: { readonly Name: unknown } }): string {
  return JSON.stringify(output.Export?.Name);
}
