// AWS::Serverless::Application: a nested stack. Where it is an application of the Serverless Application Repository, its template is
// there and is not seen.

import { type Json, own } from '../template';
import type { Expansion, Source } from './expansion';
import { tagsOf } from './functions/tags';
import { missOthersOf } from './missed';
import { given, picked } from './values';

const SAME = ['NotificationARNs', 'Parameters', 'TimeoutInMinutes'];

export function expandApplication(expansion: Expansion, source: Source): void {
  const { id, properties } = source;
  missOthersOf(expansion, id, properties, [...SAME, 'Location', 'Tags']);
  const location = own(properties, 'Location');
  if (typeof location !== 'string') expansion.miss(`AWS::Serverless::Application ${id}`);
  const tags: Json[] = tagsOf(expansion, source, 'lambda:createdBy');
  expansion.add(source, id, 'AWS::CloudFormation::Stack', {
    ...picked(properties, SAME),
    ...given({ TemplateURL: typeof location === 'string' ? location : undefined, Tags: tags }),
  });
}
