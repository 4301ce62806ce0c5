"""Writes of the room, one file a subject."""

from safecommunity.accreditation.actions.archives import begin_archive as begin_archive
from safecommunity.accreditation.actions.archives import build_archive as build_archive
from safecommunity.accreditation.actions.archives import fits_a_request as fits_a_request
from safecommunity.accreditation.actions.archives import take_archive as take_archive
from safecommunity.accreditation.actions.asks import answer_ask as answer_ask
from safecommunity.accreditation.actions.asks import ask_about as ask_about
from safecommunity.accreditation.actions.asks import send_back as send_back
from safecommunity.accreditation.actions.asks import take_over as take_over
from safecommunity.accreditation.actions.asks import withdraw_ask as withdraw_ask
from safecommunity.accreditation.actions.evidence import bring_evidence as bring_evidence
from safecommunity.accreditation.actions.evidence import drop_use as drop_use
from safecommunity.accreditation.actions.evidence import take_figure as take_figure
from safecommunity.accreditation.actions.evidence import use_evidence as use_evidence
from safecommunity.accreditation.actions.evidence import withdraw_evidence as withdraw_evidence
from safecommunity.accreditation.actions.refusal import NotYours as NotYours
from safecommunity.accreditation.actions.refusal import Refused as Refused
from safecommunity.accreditation.actions.rounds import Given as Given
from safecommunity.accreditation.actions.rounds import hand_in as hand_in
from safecommunity.accreditation.actions.rounds import mark_item as mark_item
from safecommunity.accreditation.actions.rounds import open_round as open_round
from safecommunity.accreditation.actions.rounds import reopen_round as reopen_round
from safecommunity.accreditation.actions.sheets import bring_sheet as bring_sheet
from safecommunity.accreditation.actions.sheets import keep_sheet as keep_sheet
from safecommunity.accreditation.actions.sheets import put_in_force as put_in_force
