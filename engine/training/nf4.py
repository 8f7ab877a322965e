"""The second way to open a base: a Hugging Face folder in bitsandbytes' NF4, which CUDA computes with quickly.

What is served stays the GGUF file, so the folder must be the model that the file was made from (`twins`).

bitsandbytes 0.50.2 packs weights anew for processors with AVX512-BF16 in the first forward pass without gradients, and
from then on computes without autograd: x.grad is None, and nothing says so. That is switched off here.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import torch
from transformers import AutoModelForCausalLM, BitsAndBytesConfig
from transformers.utils.logging import disable_progress_bar

from engine.problems import BaseRefused
from engine.training import blueprint as blueprints
from engine.training import twins
from engine.training.network import PACKED, Opener
from engine.training.values import Parameters

#: The form of such a base.
NAME = "nf4"
#: transformers leaves these without types.
_network_of = cast(Callable[..., Any], AutoModelForCausalLM.from_pretrained)
_no_bar = cast(Callable[[], None], disable_progress_bar)
_four_bit = cast(Callable[..., Any], BitsAndBytesConfig)


def chosen(parameters: Parameters, folder: Path | None, on_cuda: Callable[[], bool]) -> Opener:
    """How the base is to be opened: by `parameters.four_bit`, and what there is on this machine.

    Args:
        on_cuda: whether that is where the job is computed; asked only where it decides.

    Raises:
        BaseRefused: `reason` "no_folder" or "no_bitsandbytes", where NF4 was asked for by name.
    """
    has_parts = importlib.util.find_spec("bitsandbytes") is not None
    if parameters.four_bit == "auto" and folder is not None and has_parts and on_cuda():
        return opener(folder)
    if parameters.four_bit != "nf4":
        return PACKED
    if folder is None:
        raise BaseRefused(reason="no_folder")
    if not has_parts:
        raise BaseRefused(reason="no_bitsandbytes")
    return opener(folder)


def opener(folder: Path) -> Opener:
    """Opens this folder in place of the file, once it was found to be the same model."""
    return Opener(NAME, lambda base, device, dtype: open_folder(folder, base, device=device, dtype=dtype))


def open_folder(folder: Path, base: Path, *, device: str, dtype: torch.dtype) -> Any:
    """The folder's network in NF4 with double quantisation, frozen, computing in `dtype`.

    Raises:
        BaseRefused: of the file; or `reason` "folder" (unreadable), or "other_folder" with `what` differs.
    """
    plan = blueprints.read(base)
    twins.check(folder, plan)
    model = load(folder, device=device, dtype=dtype)
    twins.check_rotary(model, plan)
    return model


def load(folder: Path, *, device: str, dtype: torch.dtype) -> Any:
    """As `open_folder`, whatever model it is."""
    _no_bar()
    quantised = _four_bit(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=dtype,
    )
    model = _network_of(
        folder,
        quantization_config=quantised,
        dtype=dtype,
        device_map={"": device},
        local_files_only=True,
        use_safetensors=True,
    )
    for module in model.modules():
        if type(module).__name__ == "Linear4bit":
            module.support_avx512bf16_for_cpu = False
    model.config.use_cache = False
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model.eval()
