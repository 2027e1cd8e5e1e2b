import type { Phrases } from './phrases.js';

/** @internal Brazilian Portuguese. */
export const pt: Phrases = {
  statuses: {
    new: 'Aberto',
    open: 'Aberto',
    pending: 'Pendente',
    hold: 'Aberto',
    solved: 'Resolvido',
    closed: 'Fechado',
    archived: 'Fechado',
  },
  justNow: 'agora mesmo',
  by: { agent: (name) => `pelo agente ${name}`, requester: 'pelo solicitante', you: 'por você' },
  updated: (status, when, by) => `${status} — última atualização ${when}${by && ` ${by}`}.`,
  answered: (status, when, by, answeredWhen) =>
    `${status} — última atualização ${when}, última resposta ${by} ${answeredWhen}.`,
  created: (id, email) => `O ticket nº ${id} foi criado para ${email}.`,
  createdBefore: (id, email) => `O ticket nº ${id} já havia sido criado para ${email}.`,
  commented: (id) => `Sua resposta foi adicionada ao ticket nº ${id}.`,
  tickets: (list) => `Últimos tickets: ${list}.`,
  ticket: (id, status, when) => `nº ${id} ${status}, atualizado ${when}`,
  noTickets: 'Ainda não há tickets.',
  userMessages: {
    misconfigured: 'O suporte não está configurado corretamente.',
    invalidInput: 'Alguns dados estão faltando ou não são válidos.',
    nameMissing: 'Qual é o seu nome, por favor?',
    emailInvalid: 'Você poderia verificar o seu endereço de e-mail, por favor?',
    notAllowed: 'Não tenho permissão para fazer isso aqui.',
    notConnected: 'O suporte não está conectado no momento.',
    reconnectRequired: 'A conexão com o suporte expirou e precisa ser renovada pelo proprietário.',
    storeUnavailable: 'A conexão com o suporte está temporariamente indisponível.',
    busy: 'O suporte está ocupado no momento. Tente novamente daqui a pouco, por favor.',
    unreachable: 'Não é possível contatar o suporte agora. Tente novamente daqui a pouco, por favor.',
    accountNotFound: 'Não é possível contatar o suporte no momento.',
    unreadable: 'Não foi possível ler a resposta do suporte.',
    refused: 'O suporte não conseguiu fazer isso.',
    notFound: 'Não consegui encontrar isso.',
    ticketNotFound:
      'Não consegui encontrar esse ticket. Verifique o número e o endereço de e-mail com o qual ele foi criado, por favor.',
    ticketClosed: 'Esse ticket está fechado. Quer que eu abra um novo?',
    ticketFull: 'Esse ticket não aceita mais respostas. Quer que eu abra um novo?',
    profileEmailInvalid: 'Não consigo usar o endereço de e-mail do seu perfil. Verifique-o lá, por favor.',
    tooManyUpdates: 'Esse ticket foi alterado vezes demais em dez minutos. Tente novamente daqui a pouco, por favor.',
    tooManyTickets: 'Houve tickets demais em dez minutos. Tente novamente daqui a pouco, por favor.',
    tooManyComments: 'Houve respostas demais em dez minutos. Tente novamente daqui a pouco, por favor.',
    tooManyGuesses:
      'Houve números de ticket ou endereços incorretos demais em dez minutos. Tente novamente daqui a pouco, por favor.',
    ticketBusy: 'Esse ticket está sendo alterado neste momento. Tente novamente em instantes, por favor.',
    requesterSuspended: 'O suporte não aceita mensagens deste endereço. Fale conosco por outro meio, por favor.',
  },
};
