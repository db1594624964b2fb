/**
 * A bare HTTP server in front of an ingest bundle, in the place of API Gateway: each request becomes one invocation.
 *
 * Usage: node serve.mjs BUNDLE, with a channel to the parent, which gets the port.
 */
import { createServer } from 'node:http';

const PATH = /^\/hooks\/whatsapp\/([^/?]+)$/;

const { handler } = await import(process.argv[2]);
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { statusCode, headers, body } = await handler({
    version: '2.0',
    rawPath: request.url,
    headers: request.headers,
    pathParameters: { token: PATH.exec(request.url)?.[1] },
    body: Buffer.concat(chunks).toString(),
    isBase64Encoded: false,
  });
  response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
