/**
 * A token store of your own on DynamoDB, in a table whose partition key is the text `key`.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { TokenStore } from 'zendesk-connector';

export function dynamoDbTokenStore(client: DynamoDBClient, table = 'zendesk_tokens'): TokenStore {
  const get = async (key: string): Promise<string | undefined> => {
    const command = new GetItemCommand({ TableName: table, Key: { key: { S: key } }, ConsistentRead: true });
    return (await client.send(command)).Item?.['value']?.S;
  };
  return {
    get,
    async compareAndSet(key, expected, next) {
      if (expected === next) return (await get(key)) === expected;
      const condition =
        expected === undefined
          ? { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': 'key' } }
          : {
              ConditionExpression: '#value = :expected',
              ExpressionAttributeNames: { '#value': 'value' },
              ExpressionAttributeValues: { ':expected': { S: expected } },
            };
      try {
        if (next === undefined) {
          await client.send(new DeleteItemCommand({ TableName: table, Key: { key: { S: key } }, ...condition }));
        } else {
          const item = { key: { S: key }, value: { S: next } };
          await client.send(new PutItemCommand({ TableName: table, Item: item, ...condition }));
        }
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
