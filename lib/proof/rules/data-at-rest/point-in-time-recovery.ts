import { flag, list, type Resource, within } from '../../template';
import type { Rule, Sighting } from '../rule';
import { fails, property } from '../shared/properties';

export const pointInTimeRecovery: Rule = {
  id: 'point-in-time-recovery',
  severity: 'warning',
  why: 'A faulty deployment or an accidental deletion destroys the table’s rows for good.',
  fix: 'Set PointInTimeRecoveryEnabled to true, for a global table in each replica.',
  source: 'Amazon DynamoDB Developer Guide: Point-in-time backups for DynamoDB',
  *find(evidence) {
    const severityFor = (table: Resource) => ({ severity: evidence.hasTenantData(table) ? 'error' : 'warning' }) as const;
    for (const resource of evidence.templates.ofType('AWS::DynamoDB::Table')) {
      if (fails(evidence, resource, flag(property(resource, PATH)))) {
        yield { resource, location: `Properties.${PATH}`, message: 'has no point-in-time recovery', ...severityFor(resource) };
      }
    }
    for (const resource of evidence.templates.ofType('AWS::DynamoDB::GlobalTable')) {
      for (const [index, replica] of list(property(resource, 'Replicas')).entries()) {
        if (!fails(evidence, resource, flag(within(replica, PATH)))) continue;
        const sighting: Sighting = {
          resource,
          message: `replica ${index} has no point-in-time recovery`,
          ...severityFor(resource),
        };
        yield { ...sighting, location: `Properties.Replicas[${index}].${PATH}` };
      }
    }
  },
};

const PATH = 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled';
