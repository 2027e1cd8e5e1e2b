import type { Phrases } from './phrases.js';
import { pt } from './pt.js';

/** @internal Formal European Portuguese, where it differs from the Brazilian one. */
export const ptPT: Phrases = {
  ...pt,
  by: { ...pt.by, you: 'por si' },
  askToComment: (id) => `Adicionar a sua resposta ao ticket n.º ${id}?`,
  askToSolve: (id) => `Marcar o ticket n.º ${id} como resolvido?`,
  created: (id, email) => `O ticket n.º ${id} foi criado${email && ` para ${email}`}.`,
  createdBefore: (id, email) => `O ticket n.º ${id} já tinha sido criado${email && ` para ${email}`}.`,
  commented: (id) => `A sua resposta foi adicionada ao ticket n.º ${id}.`,
  solved: (id) => `O ticket n.º ${id} está resolvido.`,
  messages: (id, count, when, by) => `Mensagens do ticket n.º ${id}: ${count}, a última ${when}${by && ` ${by}`}.`,
  noMessages: (id) => `Não há mensagens no ticket n.º ${id}.`,
  ticket: (id, status, when) => `n.º ${id} ${status}, atualizado ${when}`,
  noSuchTickets: 'Não há tickets com esse estado.',
  userMessages: {
    ...pt.userMessages,
    invalidInput: 'Faltam alguns dados ou não são válidos.',
    nameMissing: 'Qual é o seu nome, por favor?',
    emailInvalid: 'Poderia verificar o seu endereço de e-mail, por favor?',
    notConnected: 'O suporte não está ligado neste momento.',
    reconnectRequired: 'A ligação ao suporte expirou e tem de ser renovada pelo proprietário.',
    storeUnavailable: 'A ligação ao suporte está temporariamente indisponível.',
    busy: 'O suporte está ocupado neste momento. Tente novamente daqui a pouco, por favor.',
    unreachable: 'Não é possível contactar o suporte agora. Tente novamente daqui a pouco, por favor.',
    accountNotFound: 'Não é possível contactar o suporte neste momento.',
    ticketNotFound:
      'Não consegui encontrar esse ticket. Verifique o número e o endereço de e-mail com que foi criado, por favor.',
    ticketClosed: 'Esse ticket está fechado. Quer que abra um novo?',
    ticketFull: 'Esse ticket não aceita mais respostas. Quer que abra um novo?',
    agentMustSolve: 'Não posso marcar esse ticket como resolvido. Tem de o fazer um agente.',
    profileEmailInvalid: 'Não consigo utilizar o endereço de e-mail do seu perfil. Verifique-o lá, por favor.',
    tooManyUpdates:
      'Esse ticket foi alterado demasiadas vezes em dez minutos. Tente novamente daqui a pouco, por favor.',
    tooManyTickets: 'Houve demasiados tickets em dez minutos. Tente novamente daqui a pouco, por favor.',
    tooManyComments: 'Houve demasiadas respostas em dez minutos. Tente novamente daqui a pouco, por favor.',
    tooManyGuesses:
      'Houve demasiados números de ticket ou endereços incorretos em dez minutos. Tente novamente daqui a pouco, por favor.',
    ticketBusy: 'Esse ticket está a ser alterado neste momento. Tente novamente daqui a instantes, por favor.',
    tooManyFiles: 'São mais de cinco ficheiros. Envie menos, por favor.',
    fileTooLarge: 'Esse ficheiro tem mais de 10 MB. Envie um mais pequeno, por favor.',
    fileEmpty: 'Esse ficheiro está vazio.',
    fileTypeRefused: 'O suporte não aceita ficheiros desse tipo.',
    fileNotFound: 'Não consegui encontrar esse ficheiro.',
    fileRefused: 'Não consigo abrir esse ficheiro aqui. Peça que o enviem de outra forma, por favor.',
    requesterUnknown: 'O suporte ainda não o conhece. Contacte-nos por outro meio, por favor.',
    requesterSuspended: 'O suporte não aceita mensagens deste endereço. Contacte-nos por outro meio, por favor.',
  },
};
