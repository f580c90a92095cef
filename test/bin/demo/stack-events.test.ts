// What people see of a deployment, from what the CDK CLI prints.
import { StackEvents } from '../../../bin/demo/stack-events';

const OUTPUT = `Issues: creating CloudFormation changeset...
Issues |   0/54 | 9:10:09 PM | CREATE_IN_PROGRESS      | AWS::KMS::Key              | Service/Key (ServiceKeyABC)
Media | 12/50 | 9:10:09 PM | CREATE_COMPLETE         | AWS::IAM::ManagedPolicy    | Service/Role/Permissions (ServiceRolePermissions18)
Issues | 54/54 | 9:10:10 PM | CREATE_COMPLETE         | AWS::CloudFormation::Stack | Issues
Media |  13 | 9:11:00 PM | DELETE_IN_PROGRESS      | Custom::AsapPublicKey      | Service/{proxy+} | odd (A1)
 ✅  Issues
`;

function read(output: string, size: number) {
  const reports: string[] = [];
  const notes: string[] = [];
  const events = new StackEvents(
    (detail) => reports.push(detail),
    (line) => notes.push(line),
  );
  for (let at = 0; at < output.length; at += size) events.read(output.slice(at, at + size));
  return { reports, notes };
}

test.each([1, 7, 10_000])('reports each resource, and notes each stack that has come to its end; in pieces of %d', (size) => {
  expect(read(OUTPUT, size)).toEqual({
    reports: [
      'Issues 0/54  AWS::KMS::Key Service/Key',
      'Issues 0/54 · Media 12/50  AWS::IAM::ManagedPolicy Service/Role/Permissions',
      'Media 12/50  AWS::IAM::ManagedPolicy Service/Role/Permissions',
      'Media 13/50  Custom::AsapPublicKey Service/{proxy+} | odd',
    ],
    notes: ['  Issues: CREATE_COMPLETE'],
  });
});

test('passes over whatever else is printed', () => {
  expect(read('Issues | not an event\n|||||\n❌ Deployment failed\n', 3)).toEqual({ reports: [], notes: [] });
});
