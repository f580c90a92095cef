import type { Resource, TemplateSet } from '../../template';
import type { Rule } from '../rule';

export const referenceCycle: Rule = {
  id: 'reference-cycle',
  severity: 'error',
  why: 'CloudFormation refuses resources that refer to each other in a circle, but cdk synth does not detect a circle. The deployment fails before it starts.',
  fix: 'Break the circle: write one name literally, or move one of the policies to a separate resource.',
  source: 'AWS CloudFormation User Guide: Troubleshooting: circular dependency',
  *find({ templates }) {
    for (const stackName of templates.stacks.keys()) {
      const graph = graphOf(templates, stackName);
      for (const component of components(graph)) {
        const [first = ''] = component;
        const resource = templates.find(`${stackName}/${first}`);
        if (resource !== undefined) yield { resource, message: `waits for itself: ${circle(graph, component).join(' → ')}` };
      }
    }
  },
};

type Graph = ReadonlyMap<string, readonly string[]>;

function graphOf(templates: TemplateSet, stackName: string): Graph {
  const members = templates.resources.filter((resource: Resource) => resource.stackName === stackName);
  const ids = new Set(members.map(({ logicalId }) => logicalId));
  return new Map(members.map((one) => [one.logicalId, templates.referencesOf(one).filter((id) => ids.has(id))]));
}

/** Tarjan’s strongly connected components that contain a circle, in the order of the template. Iterative, because a large stack would overflow recursion. */
function components(graph: Graph): string[][] {
  const order = new Map([...graph.keys()].map((id, index) => [id, index]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    stack.push(id);
    onStack.add(id);
    return { id, next: 0 };
  };
  const lower = (id: string, value: number) => low.set(id, Math.min(low.get(id) ?? value, value));
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const work = [enter(root)];
    for (let step = work.at(-1); step !== undefined; step = work.at(-1)) {
      const target = graph.get(step.id)?.[step.next];
      if (target !== undefined) {
        step.next += 1;
        if (!index.has(target)) work.push(enter(target));
        else if (onStack.has(target)) lower(step.id, index.get(target) ?? 0);
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above !== undefined) lower(above.id, low.get(step.id) ?? 0);
      if (low.get(step.id) !== index.get(step.id)) continue;
      const component = stack.splice(stack.lastIndexOf(step.id));
      for (const id of component) onStack.delete(id);
      if (component.length > 1 || graph.get(step.id)?.includes(step.id)) found.push(component);
    }
  }
  const place = (id: string | undefined) => order.get(id ?? '') ?? 0;
  for (const component of found) component.sort((one, other) => place(one) - place(other));
  return found.sort(([one], [other]) => place(one) - place(other));
}

/** The shortest path from the first member back to itself. */
function circle(graph: Graph, component: readonly string[]): string[] {
  const [start = ''] = component;
  const within = new Set(component);
  const from = new Map<string, string>();
  const open = [start];
  for (const id of open) {
    for (const target of graph.get(id) ?? []) {
      if (!within.has(target)) continue;
      if (target === start) {
        const path = [start];
        for (let at: string | undefined = id; at !== undefined; at = from.get(at)) path.unshift(at);
        return path;
      }
      if (from.has(target)) continue;
      from.set(target, id);
      open.push(target);
    }
  }
  return [...component];
}
