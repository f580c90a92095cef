// Every policy that CloudFormation knows has a reader, or the proof says that it has none. A new property of the schema fails here first.
import { FINDERS } from '../../lib/proof/access/policies/policy-places';
import { UNREAD_POLICIES } from '../../lib/proof/access/policies/unread-policies';
import type { Json, JsonObject } from '../../lib/proof/template';
import { NOT_ABOUT_ACCESS, policyProperties, resourceTypes } from './policy-properties';

const PROPERTIES = policyProperties();

/** Whether the reader of the type finds a document that stands there. */
function isRead(property: string): boolean {
  const [type = '', path = ''] = property.split(' ');
  const finders = FINDERS[type] ?? [];
  const document: Json = { Version: '2012-10-17', Statement: [] };
  const forms = [false, true].map((isInList) => withValue(path.split('.'), document, isInList));
  return forms.some((properties) =>
    finders.some((find) =>
      find(properties, () => undefined).some((place) => JSON.stringify(place.document).includes('"Statement":[')),
    ),
  );
}

/** The document at the end of a path. The schema does not write whether a part of it is a list. */
function withValue([name = '', ...rest]: readonly string[], value: Json, isInList: boolean): JsonObject {
  if (rest.length === 0) return { [name]: value };
  const inner = withValue(rest, value, false);
  return { [name]: isInList ? [inner] : inner };
}

const isUnread = (property: string) => {
  const [type = '', path = ''] = property.split(' ');
  const [, ...names] = Object.hasOwn(UNREAD_POLICIES, type) ? (UNREAD_POLICIES[type] ?? []) : [];
  return names.includes(path.split('.')[0] ?? '');
};
const isNotAboutAccess = (property: string) => NOT_ABOUT_ACCESS.some(([fits]) => fits.test(property));

test('the schema has them', () => {
  expect(PROPERTIES).toEqual(
    expect.arrayContaining(['AWS::S3::BucketPolicy PolicyDocument', 'AWS::IAM::Role Policies.PolicyDocument']),
  );
  expect(PROPERTIES.length).toBeGreaterThan(300);
});

test('each is read, reported as unread, or not about access', () => {
  expect(PROPERTIES.filter((one) => !isRead(one) && !isUnread(one) && !isNotAboutAccess(one))).toEqual([]);
});

test('each type with a reader, or without one, is in the schema', () => {
  const types = resourceTypes();

  expect([...Object.keys(FINDERS), ...Object.keys(UNREAD_POLICIES)].filter((type) => !types.has(type))).toEqual([]);
});

test('none that is read counts as something else', () => {
  expect(PROPERTIES.filter((one) => isRead(one) && (isUnread(one) || isNotAboutAccess(one)))).toEqual([]);
});

test.each(NOT_ABOUT_ACCESS)('%s fits a property that nothing else reads', (fits) => {
  expect(PROPERTIES.filter((one) => fits.test(one) && !isUnread(one)).length).toBeGreaterThan(0);
});
