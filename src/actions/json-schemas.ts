/**
 * The schemas of the actions as JSON Schema, printed by zod: see test/actions/json-schemas.test.ts. Do not edit.
 */
import type { JsonSchema } from '../schema.js';

export const createTicketInput: JsonSchema = {
  "type": "object",
  "properties": {
    "subject": { "type": "string", "maxLength": 150, "description": "What it is about, in one line." },
    "body": { "type": "string", "maxLength": 16000, "description": "Summary of the conversation for the agent, as plain text." },
    "priority": {
      "type": "string",
      "enum": [ "low", "normal", "high", "urgent" ],
      "description": "Only if the user says how urgent it is."
    },
    "followUpOf": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "Only to go on with a closed ticket of the user: its number." }
  },
  "required": [ "subject", "body" ],
  "additionalProperties": false
};

export const createTicketInputWithRequester: JsonSchema = {
  "type": "object",
  "properties": {
    "subject": { "type": "string", "maxLength": 150, "description": "What it is about, in one line." },
    "body": { "type": "string", "maxLength": 16000, "description": "Summary of the conversation for the agent, as plain text." },
    "priority": {
      "type": "string",
      "enum": [ "low", "normal", "high", "urgent" ],
      "description": "Only if the user says how urgent it is."
    },
    "followUpOf": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "Only to go on with a closed ticket of the user: its number." },
    "requester": {
      "type": "object",
      "properties": {
        "email": { "type": "string", "description": "The e-mail address that the user gave. Ask for it; never invent one." },
        "name": { "type": "string", "maxLength": 200, "description": "The name that the user gave. Needed if they never wrote in before." }
      },
      "required": [ "email" ],
      "additionalProperties": false
    }
  },
  "required": [ "subject", "body", "requester" ],
  "additionalProperties": false
};

export const addCommentInput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." },
    "body": { "type": "string", "maxLength": 16000, "description": "What the user answers, in their own words, as plain text." }
  },
  "required": [ "ticketId", "body" ],
  "additionalProperties": false
};

export const addCommentInputWithEmail: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." },
    "body": { "type": "string", "maxLength": 16000, "description": "What the user answers, in their own words, as plain text." },
    "email": { "type": "string", "description": "The e-mail address that the ticket was filed with. Ask the user for it." }
  },
  "required": [ "ticketId", "body", "email" ],
  "additionalProperties": false
};

export const getTicketStatusInput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." }
  },
  "required": [ "ticketId" ],
  "additionalProperties": false
};

export const getTicketStatusInputWithEmail: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." },
    "email": { "type": "string", "description": "The e-mail address that the ticket was filed with. Ask the user for it." }
  },
  "required": [ "ticketId", "email" ],
  "additionalProperties": false
};

export const getCustomerContextInput: JsonSchema = {
  "type": "object",
  "properties": {},
  "additionalProperties": false
};

export const getCustomerContextInputWithEmail: JsonSchema = {
  "type": "object",
  "properties": {
    "email": { "type": "string", "description": "The e-mail address of the customer." }
  },
  "required": [ "email" ],
  "additionalProperties": false
};

export const searchHelpCenterInput: JsonSchema = {
  "type": "object",
  "properties": {
    "query": { "type": "string", "maxLength": 200, "description": "A few words of what the user asks, in their language." }
  },
  "required": [ "query" ],
  "additionalProperties": false
};

export const listTicketsInput: JsonSchema = {
  "type": "object",
  "properties": {
    "status": {
      "type": "string",
      "enum": [ "new", "open", "pending", "hold", "solved", "closed" ],
      "description": "Only tickets of this status. \"open\" includes new and on-hold ones."
    }
  },
  "additionalProperties": false
};

export const listTicketsInputWithEmail: JsonSchema = {
  "type": "object",
  "properties": {
    "status": {
      "type": "string",
      "enum": [ "new", "open", "pending", "hold", "solved", "closed" ],
      "description": "Only tickets of this status. \"open\" includes new and on-hold ones."
    },
    "email": { "type": "string", "description": "The e-mail address of the customer." }
  },
  "required": [ "email" ],
  "additionalProperties": false
};

export const getTicketConversationInput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." }
  },
  "required": [ "ticketId" ],
  "additionalProperties": false
};

export const getTicketConversationInputWithEmail: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." },
    "email": { "type": "string", "description": "The e-mail address that the ticket was filed with. Ask the user for it." }
  },
  "required": [ "ticketId", "email" ],
  "additionalProperties": false
};

export const solveTicketInput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." }
  },
  "required": [ "ticketId" ],
  "additionalProperties": false
};

export const solveTicketInputWithEmail: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991, "description": "The number of the ticket, for example 42 for ticket #42." },
    "email": { "type": "string", "description": "The e-mail address that the ticket was filed with. Ask the user for it." }
  },
  "required": [ "ticketId", "email" ],
  "additionalProperties": false
};

export const createTicketOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
    "url": { "type": "string" },
    "status": { "type": "string" },
    "requester": {
      "type": "object",
      "properties": {
        "email": { "type": "string" }
      },
      "additionalProperties": false
    },
    "replayed": { "type": "boolean" },
    "summary": { "type": "string" },
    "warnings": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "code": {
            "type": "string",
            "enum": [ "form_ignored", "brand_ignored", "custom_field_ignored", "attachment_missing", "internal_note_missing" ]
          },
          "message": { "type": "string" }
        },
        "required": [ "code", "message" ],
        "additionalProperties": false
      }
    }
  },
  "required": [ "ticketId", "url", "status", "requester", "replayed", "summary" ],
  "additionalProperties": false
};

export const addCommentOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
    "status": { "type": "string" },
    "replayed": { "type": "boolean" },
    "summary": { "type": "string" },
    "warnings": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "code": {
            "type": "string",
            "enum": [ "form_ignored", "brand_ignored", "custom_field_ignored", "attachment_missing", "internal_note_missing" ]
          },
          "message": { "type": "string" }
        },
        "required": [ "code", "message" ],
        "additionalProperties": false
      }
    }
  },
  "required": [ "ticketId", "status", "replayed", "summary" ],
  "additionalProperties": false
};

export const getTicketStatusOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
    "status": { "type": "string" },
    "statusLabel": { "type": "string" },
    "updatedAt": { "type": "string" },
    "updatedBy": {
      "anyOf": [
        {
          "type": "object",
          "properties": {
            "kind": { "type": "string", "const": "agent" },
            "name": { "type": "string" }
          },
          "required": [ "kind", "name" ],
          "additionalProperties": false
        },
        {
          "type": "object",
          "properties": {
            "kind": { "type": "string", "const": "requester" }
          },
          "required": [ "kind" ],
          "additionalProperties": false
        }
      ]
    },
    "lastAnswer": {
      "type": "object",
      "properties": {
        "by": {
          "anyOf": [
            {
              "type": "object",
              "properties": {
                "kind": { "type": "string", "const": "agent" },
                "name": { "type": "string" }
              },
              "required": [ "kind", "name" ],
              "additionalProperties": false
            },
            {
              "type": "object",
              "properties": {
                "kind": { "type": "string", "const": "requester" }
              },
              "required": [ "kind" ],
              "additionalProperties": false
            }
          ]
        },
        "at": { "type": "string" }
      },
      "required": [ "by", "at" ],
      "additionalProperties": false
    },
    "summary": { "type": "string" }
  },
  "required": [ "ticketId", "status", "statusLabel", "updatedAt", "summary" ],
  "additionalProperties": false
};

export const getCustomerContextOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "requester": {
      "type": "object",
      "properties": {
        "email": { "type": "string" }
      },
      "additionalProperties": false
    },
    "tickets": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
          "subject": { "type": "string" },
          "status": { "type": "string" },
          "statusLabel": { "type": "string" },
          "updatedAt": { "type": "string" }
        },
        "required": [ "ticketId", "subject", "status", "statusLabel", "updatedAt" ],
        "additionalProperties": false
      }
    },
    "summary": { "type": "string" },
    "background": { "type": "string" }
  },
  "required": [ "requester", "tickets", "summary", "background" ],
  "additionalProperties": false
};

export const searchHelpCenterOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "articles": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "title": { "type": "string" },
          "url": { "type": "string" },
          "snippet": { "type": "string" }
        },
        "required": [ "title", "url", "snippet" ],
        "additionalProperties": false
      }
    },
    "summary": { "type": "string" },
    "background": { "type": "string" }
  },
  "required": [ "articles", "summary", "background" ],
  "additionalProperties": false
};

export const listTicketsOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "requester": {
      "type": "object",
      "properties": {
        "email": { "type": "string" }
      },
      "additionalProperties": false
    },
    "tickets": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
          "subject": { "type": "string" },
          "status": { "type": "string" },
          "statusLabel": { "type": "string" },
          "updatedAt": { "type": "string" }
        },
        "required": [ "ticketId", "subject", "status", "statusLabel", "updatedAt" ],
        "additionalProperties": false
      }
    },
    "more": { "type": "boolean" },
    "summary": { "type": "string" }
  },
  "required": [ "requester", "tickets", "more", "summary" ],
  "additionalProperties": false
};

export const getTicketConversationOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
    "comments": {
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "by": {
            "anyOf": [
              {
                "type": "object",
                "properties": {
                  "kind": { "type": "string", "const": "agent" },
                  "name": { "type": "string" }
                },
                "required": [ "kind", "name" ],
                "additionalProperties": false
              },
              {
                "type": "object",
                "properties": {
                  "kind": { "type": "string", "const": "requester" }
                },
                "required": [ "kind" ],
                "additionalProperties": false
              }
            ]
          },
          "at": { "type": "string" },
          "files": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "id": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
                "type": { "type": "string" },
                "size": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 }
              },
              "required": [ "id" ],
              "additionalProperties": false
            }
          }
        },
        "required": [ "at" ],
        "additionalProperties": false
      }
    },
    "more": { "type": "boolean" },
    "summary": { "type": "string" },
    "background": { "type": "string" }
  },
  "required": [ "ticketId", "comments", "more", "summary", "background" ],
  "additionalProperties": false
};

export const solveTicketOutput: JsonSchema = {
  "type": "object",
  "properties": {
    "ticketId": { "type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991 },
    "status": { "type": "string" },
    "replayed": { "type": "boolean" },
    "summary": { "type": "string" }
  },
  "required": [ "ticketId", "status", "replayed", "summary" ],
  "additionalProperties": false
};
