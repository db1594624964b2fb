import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface DeployedStack {
  name: string;
  stackId: string;
  outputs: Record<string, string>;
}

/** A CloudFormation in which one stack is deployed. It knows DescribeStacks. */
export async function cloudFormation(stack: DeployedStack): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const name = new URLSearchParams(await text(request)).get('StackName');
    const [status, body] = name === stack.name ? [200, description(stack)] : [400, doesNotExist(name)];
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function description({ name, stackId, outputs }: DeployedStack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  return (
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName>` +
    `<StackId>${stackId}</StackId><StackStatus>CREATE_COMPLETE</StackStatus>` +
    `<CreationTime>2026-02-24T10:30:00Z</CreationTime><Outputs>${members.join('')}</Outputs>` +
    '</member></Stacks></DescribeStacksResult></DescribeStacksResponse>'
  );
}

function doesNotExist(name: string | null): string {
  return (
    '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>' +
    `<Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`
  );
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
