// A receiver as the documentation of the vendor shows one, made durable: Express, the token verified, and the message
// in SQS before the answer.
import { createHash, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import express from 'express';

const { WEBHOOK_SECRET_ARN, EVENTS_QUEUE_URL } = process.env;
const sqs = new SQSClient();
const reading = new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: WEBHOOK_SECRET_ARN }));
const expected = reading.then(({ SecretString }) => hash(JSON.parse(SecretString).token));

const app = express();
app.use(express.json());

app.post('/hooks/whatsapp/:token', async (request, response) => {
  if (!timingSafeEqual(hash(request.params.token), await expected)) {
    response.status(401).json({ error: 'Unauthorized' });
    return;
  }
  const { event, data } = request.body;
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: EVENTS_QUEUE_URL,
      MessageBody: JSON.stringify(request.body),
      MessageGroupId: `${data.numberId}-${data.from}`,
      MessageDeduplicationId: `${data.id}-${event}`,
    }),
  );
  response.json({});
});

function hash(text) {
  return createHash('sha256').update(text).digest();
}

const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
